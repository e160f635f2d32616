/// The velocity of the water in the ground, and the dispersion that follows from it.
///
/// theta D = (aL - aT) q q^T / |q| + aT |q| + theta tau Dm, with a smaller aT for mixing across layers by
/// Burnett & Frind 1987 (doi:10.1029/WR023i004p00695, eqs. 4) and the tortuosity tau = theta^(7/3) / phi^2 of
/// Millington & Quirk 1961 (doi:10.1039/TF9615701200).
#pragma once

#include "base/array.hpp"
#include "physics/transport/carrier.hpp"

namespace entail::transport {

/// Darcy velocity [m/s] at the centres of own cells, three components each, from the fluxes through their
/// faces: the sum of outward flux times the vector from the centre to the face, over the volume (Perot 2000,
/// doi:10.1006/jcph.2000.6424, eq. 94).
void velocities(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                const Array<double>& velocity);

/// theta tau of own and ghost cells.
void diffusion_in_pores(const ExecutionSpace& space, const Matrix& matrix, const Array<double>& content,
                        const Array<double>& pores);

/// Dispersion between columns, per link and layer. `velocity` and `pores` (theta tau) are of own and ghost
/// cells here and below.
void mix_sides(const ExecutionSpace& space, const Geometry& geometry, const Matrix& matrix,
               const Carrier& carrier, const Array<double>& velocity, const Array<double>& pores,
               const Array<Mixing>& sides);

/// Dispersion between layers, per own cell through its bottom.
void mix_bottoms(const ExecutionSpace& space, const Geometry& geometry, const Matrix& matrix,
                 const Carrier& carrier, const Array<double>& velocity, const Array<double>& pores,
                 const Array<Mixing>& bottoms);

/// Dispersion through open faces, over the distance from the face to the centre; conductances alone.
void mix_open_faces(const ExecutionSpace& space, const Geometry& geometry, const Matrix& matrix,
                    const Carrier& carrier, const Array<double>& velocity, const Array<double>& pores,
                    const Array<Mixing>& open);

/// Open faces without a side or a distance to the centre: so strong an exchange with what passes through the
/// slot that a concentration held there is that of the slot, to a part in `held_to`.
void mix_held_slots(const ExecutionSpace& space, const Geometry& geometry, const Carrier& carrier,
                    const Array<Mixing>& open);
inline constexpr double held_to = 1e5;

}  // namespace entail::transport
