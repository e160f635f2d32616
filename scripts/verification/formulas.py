"""Published formulas, written down here once more so that no curve of the manual comes from the program under test.

All in SI.
"""
import numpy as np
from scipy import integrate, special


def theis(rate, transmissivity, storage, radius, time):
    """Drawdown around a well. Theis 1935, doi:10.1029/TR016i002p00519: s = Q / (4 pi T) W(u)."""
    return rate / (4 * np.pi * transmissivity) * special.exp1(radius**2 * storage / (4 * transmissivity * time))


def hantush(rate, transmissivity, storage, leakage_factor, radius, time):
    """Drawdown in a leaky aquifer. Hantush & Jacob 1955, doi:10.1029/TR036i001p00095: W(u, r/B)."""
    u, ratio = radius**2 * storage / (4 * transmissivity * time), radius / leakage_factor
    # y = e^x makes the integrand smooth over many decades.
    function = integrate.quad(lambda x: np.exp(-np.exp(x) - ratio**2 / 4 * np.exp(-x)), np.log(u), 5.0)[0]
    return rate / (4 * np.pi * transmissivity) * function


def dupuit(length, left, right, x, recharge_over_conductivity=0.0):
    """Water table between two ditches. Dupuit 1863; Bear 1972, eq. 8.1.10; with recharge Colding 1872."""
    square = left**2 - (left**2 - right**2) * x / length + recharge_over_conductivity * x * (length - x)
    return np.sqrt(square)


def tracy(alpha, x, z, time, sides, dimensions=2, y=0.0):
    """Pressure head of Tracy 2006, doi:10.1029/2005WR004638, eqs. 5 to 12, with his numbers; time None: steady.

    sides "heads": the pressure head of dry soil on the sides; "no_flow": closed sides.
    """
    length, dry, conductivity, range_of_content = 15.24, -15.24, 1e-5, 0.30
    amplitude = 1.0 - np.exp(alpha * dry)
    c = alpha * range_of_content / conductivity

    def part(wave_numbers):
        beta = np.sqrt(alpha**2 / 4 + wave_numbers)
        value = np.sinh(beta * z) / np.sinh(beta * length)
        if time is not None:
            k = np.arange(1, 2001)[:, None]
            lam = k * np.pi / length
            gamma = (beta**2 + lam**2) / c
            series = (-1.0) ** k * lam / gamma * np.sin(lam * np.atleast_1d(z)) * np.exp(-gamma * time)
            value = value + 2 / (length * c) * series.sum(axis=0)
        return value

    wave = (np.pi / length) ** 2
    if sides == "heads":
        shape = np.sin(np.pi * x / length) * (np.sin(np.pi * y / length) if dimensions == 3 else 1.0)
        value = shape * part(wave * (dimensions - 1))
    else:
        value = 0.5 * (part(0.0) - np.cos(2 * np.pi * x / length) * part(4 * wave))
    exponential = amplitude * np.exp(alpha / 2 * (length - z)) * value + np.exp(alpha * dry)
    return np.log(exponential) / alpha


def kinematic_plane(rain, length, slope, manning, time):
    """Outflow per width of a plane under rain. Henderson & Wooding 1964, doi:10.1029/JZ069i008p01531."""
    a = np.sqrt(slope) / manning
    return np.minimum(a * (rain * time) ** (5 / 3), rain * length)


def normal_depth(discharge_per_width, slope, manning):
    """Manning's formula for a wide channel. Chow 1959, eq. 6-3."""
    return (manning * discharge_per_width / np.sqrt(slope)) ** 0.6


def flux_inlet_column(x, time, velocity, dispersion, retardation):
    """C/C0 behind a flux boundary. van Genuchten & Alves 1982, USDA Technical Bulletin 1661, solution A2."""
    root = 2 * np.sqrt(dispersion * retardation * time)
    way = retardation * x - velocity * time
    # exp(v x / D) erfc(...) without overflow
    product = special.erfcx((retardation * x + velocity * time) / root) * np.exp(-((way / root) ** 2))
    return (
        0.5 * special.erfc(way / root)
        + np.sqrt(velocity**2 * time / (np.pi * dispersion * retardation)) * np.exp(-((way / root) ** 2))
        - 0.5 * (1 + velocity * x / dispersion + velocity**2 * time / (dispersion * retardation)) * product
    )


def decaying_source(x, time, velocity, dispersion, decay):
    """C/C0 behind an end held at C0 exp(-decay t). van Genuchten & Alves 1982, USDA Technical Bulletin 1661."""
    slower = velocity * np.sqrt(1 - 4 * decay * dispersion / velocity**2)
    root = 2 * np.sqrt(dispersion * time)
    near = np.exp((velocity - slower) * x / (2 * dispersion)) * special.erfc((x - slower * time) / root)
    way = (x + slower * time) / root
    far = np.exp((velocity + slower) * x / (2 * dispersion) - way**2) * special.erfcx(way)
    return 0.5 * np.exp(-decay * time) * (near + far)


def radial_injection(radius, time, spreading, dispersivity, well):
    """C/C0 around a well with C0 at its wall. Moench & Ogata 1981, doi:10.1029/WR017i001p00250.

    `spreading` is Q / (2 pi b porosity). The transform is inverted along Talbot's contour (Abate & Valko 2004,
    doi:10.1002/nme.995).
    """
    terms, tau = 20, spreading * time / dispersivity**2

    def transform(p):
        def scaled(rho):  # of Ai; the exponent apart, lest it overflow
            z = p ** (1 / 3) * (rho + 1 / (4 * p))
            return special.airye(z)[0], -2 / 3 * z * np.sqrt(z)

        (there, a), (wall, b) = scaled(radius / dispersivity), scaled(well / dispersivity)
        return np.exp((radius - well) / (2 * dispersivity) + a - b) * there / wall / p

    rate = 2 * terms / (5 * tau)
    sum_ = 0.5 * np.exp(rate * tau) * transform(rate + 0j)
    for theta in np.arange(1, terms) * np.pi / terms:
        cot = 1 / np.tan(theta)
        p = rate * theta * (cot + 1j)
        sum_ += np.exp(tau * p) * transform(p) * (1 + 1j * (theta + (theta * cot - 1) * cot))
    return (rate / terms * sum_).real


def toth(length, height, rise, x, z):
    """Head in a basin below a water table that rises linearly. Toth 1962, doi:10.1029/JZ067i011p04375, eq. 6.

    `rise` is the slope of the water table; heads above the level of its low end.
    """
    head = rise * length / 2 * np.ones(np.broadcast(x, z).shape)
    for m in range(400):
        k = (2 * m + 1) * np.pi / length
        ratio = np.exp(k * (z - height)) * (1 + np.exp(-2 * k * z)) / (1 + np.exp(-2 * k * height))
        head = head - 4 * rise * length / np.pi**2 * np.cos(k * x) * ratio / (2 * m + 1) ** 2
    return head


def tide(amplitude, period, diffusivity, x, time):
    """Head in a confined aquifer beside a tide. Ferris 1951, IASH Publication 33, p. 148."""
    damping = x * np.sqrt(np.pi / (period * diffusivity))
    return amplitude * np.exp(-damping) * np.sin(2 * np.pi * time / period - damping)
