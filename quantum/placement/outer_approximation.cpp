#include "quantum/placement/outer_approximation.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "quantum/placement/descent.hpp"
#include "quantum/placement/linear_program.hpp"

namespace entail::placement {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Squares that together stay below this share of E are bounded as one.
constexpr double tail_share = 1e-3;
constexpr int most_leading = 60;
/// Below this share of E the relaxation has converged.
constexpr double relaxation_tolerance = 1e-6;
constexpr int most_relaxations = 200;

/// The water term as |B (1; x)|^2, the rows of B by falling weight; the first `n_leading` have a variable
/// each.
struct Squares {
  Eigen::MatrixXd rows;  ///< [square][1 + option]
  int n_leading = 0;

  int n() const { return static_cast<int>(rows.rows()); }
  Eigen::VectorXd values(const std::vector<double>& x) const {
    Eigen::VectorXd point(rows.cols());
    point(0) = 1.0;
    for (Eigen::Index a = 1; a < rows.cols(); ++a) point(a) = x[static_cast<std::size_t>(a - 1)];
    return rows * point;
  }
};

/// The range of a linear function over the plans with at most one option per site.
std::pair<double, double> range_of(const Eigen::VectorXd& row, const std::vector<Site>& sites) {
  double low = row(0), high = row(0);
  for (const auto& site : sites) {
    double least = 0.0, most = 0.0;
    for (const int a : site.options) {
      least = std::min(least, row(a + 1));
      most = std::max(most, row(a + 1));
    }
    low += least;
    high += most;
  }
  return {low, high};
}

Eigen::MatrixXd member_rows(const PlacementProblem& problem) {
  const auto shares = member_shares(problem);
  std::vector<Eigen::VectorXd> rows;
  for (const auto& receptor : problem.receptors)
    for (std::size_t w = 0; w < shares.size(); ++w) {
      const double scale = std::sqrt(problem.weights.water * receptor.weight * shares[w]) / receptor.limit;
      if (scale == 0.0) continue;
      Eigen::VectorXd row(problem.n_options() + 1);
      row(0) = scale * receptor.background;
      for (int a = 0; a < problem.n_options(); ++a) row(a + 1) = scale * receptor.response[w][at(a)];
      rows.push_back(row);
    }
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows.size()), problem.n_options() + 1);
  for (std::size_t r = 0; r < rows.size(); ++r) matrix.row(static_cast<Eigen::Index>(r)) = rows[r];
  return matrix;
}

Squares squares_of(const PlacementProblem& problem, double scale, double typical_energy) {
  Squares squares;
  const Eigen::MatrixXd members = std::sqrt(scale) * member_rows(problem);
  if (members.rows() == 0) return squares;
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(members, Eigen::ComputeThinV);
  squares.rows = svd.singularValues().asDiagonal() * svd.matrixV().transpose();
  const auto sites = sites_of(problem);
  std::vector<double> most;
  for (Eigen::Index k = 0; k < squares.rows.rows(); ++k) {
    const auto [low, high] = range_of(squares.rows.row(k), sites);
    most.push_back(std::max(low * low, high * high));
  }
  double left = 0.0;
  int kept = static_cast<int>(most.size()), leading = kept;
  while (kept > 0 && left + most[at(kept - 1)] <= 1e-13 * typical_energy) left += most[at(--kept)];
  for (leading = kept; leading > 0 && left + most[at(leading - 1)] <= tail_share * typical_energy;)
    left += most[at(--leading)];
  squares.rows.conservativeResize(kept, Eigen::NoChange);
  squares.n_leading = std::min(leading, most_leading);
  return squares;
}

/// The program whose objective approaches `scale` E from below.
class Master {
 public:
  Master(const PlacementProblem& problem, const ProofOptions& options, double scale, double typical)
      : problem_(problem), squares_(squares_of(problem, scale, typical)), options_(options) {
    const Weights& w = problem.weights;
    for (const auto& option : problem.options)
      program_.add_column(
          0, 1, scale * (w.cost * option.cost + w.breach * option.breach + w.life * option.delay), true);
    for (const auto& pair : problem.pairs)
      pair_coefficient_[std::minmax(pair.a, pair.b)] +=
          scale * (w.breach * pair.cascade - w.cost * pair.saving - w.life * pair.corridor);
    for (const auto& limit : options.limits)
      for (const auto& [i, j, value] : limit.pairs) pair_coefficient_[std::minmax(i, j)] += 0.0;
    add_pairs();
    add_squares();
    add_constraints();
    n_fixed_rows_ = program_.n_rows();
  }

  const LinearProgram& program() const { return program_; }
  int n_tangents() const { return program_.n_rows() - n_fixed_rows_; }

  /// Adds the tangents at `x` that the values of the square variables in `columns` violate by more than
  /// `tolerance`, or all of them without columns. Returns the sum of the violations.
  double add_tangents(const std::vector<double>& x, const std::vector<double>& columns, double tolerance) {
    if (squares_.n() == 0) return 0.0;
    const Eigen::VectorXd y = squares_.values(x);
    double sum = 0.0;
    for (int k = 0; k < squares_.n_leading; ++k) {
      const double violation = columns.empty() ? unbounded : y(k) * y(k) - columns[at(square_[at(k)])];
      if (violation <= tolerance) continue;
      sum += violation;
      program_.add_row(-y(k) * y(k), unbounded, {{square_[at(k)], 1.0}, {value_[at(k)], -2 * y(k)}});
    }
    if (tail_ < 0) return sum;
    const Eigen::Index n_tail = squares_.n() - squares_.n_leading;
    const double tail = y.tail(n_tail).squaredNorm();
    const double violation = columns.empty() ? unbounded : tail - columns[at(tail_)];
    if (violation <= tolerance) return sum;
    const Eigen::VectorXd slope = 2 * squares_.rows.bottomRows(n_tail).transpose() * y.tail(n_tail);
    std::vector<Term> terms{{tail_, 1.0}};
    for (Eigen::Index a = 1; a < slope.size(); ++a)
      if (slope(a) != 0.0) terms.push_back({static_cast<int>(a - 1), -slope(a)});
    program_.add_row(slope(0) - tail, unbounded, std::move(terms));
    return sum + violation;
  }

  /// The columns of a plan.
  std::vector<double> columns_of(const Plan& plan) const {
    std::vector<double> columns(at(program_.n_columns()), 0.0);
    std::copy(plan.begin(), plan.end(), columns.begin());
    for (const auto& [pair, column] : pair_column_)
      columns[at(column)] = plan[at(pair.first)] && plan[at(pair.second)] ? 1.0 : 0.0;
    if (squares_.n() == 0) return columns;
    const Eigen::VectorXd y = squares_.values({plan.begin(), plan.end()});
    for (int k = 0; k < squares_.n_leading; ++k) {
      columns[at(value_[at(k)])] = y(k);
      columns[at(square_[at(k)])] = y(k) * y(k);
    }
    if (tail_ >= 0) columns[at(tail_)] = y.tail(squares_.n() - squares_.n_leading).squaredNorm();
    return columns;
  }

 private:
  void add_pairs() {
    for (const auto& [pair, coefficient] : pair_coefficient_) {
      if (coefficient == 0.0 && options_.limits.empty()) continue;
      const int z = program_.add_column(0, 1, coefficient);
      pair_column_[pair] = z;
      const auto& [a, b] = pair;
      if (coefficient > 0 || !options_.limits.empty())
        program_.add_row(-unbounded, 1, {{a, 1.0}, {b, 1.0}, {z, -1.0}});
      if (coefficient > 0 && options_.limits.empty()) continue;
      for (const int x : {a, b}) program_.add_row(-unbounded, 0, {{z, 1.0}, {x, -1.0}});
    }
  }

  void add_squares() {
    const auto sites = sites_of(problem_);
    for (int k = 0; k < squares_.n_leading; ++k) {
      const Eigen::VectorXd row = squares_.rows.row(k);
      const auto [low, high] = range_of(row, sites);
      value_.push_back(program_.add_column(low, high, 0.0));
      square_.push_back(program_.add_column(0.0, unbounded, 1.0));
      std::vector<Term> terms{{value_.back(), 1.0}};
      for (Eigen::Index a = 1; a < row.size(); ++a)
        if (row(a) != 0.0) terms.push_back({static_cast<int>(a - 1), -row(a)});
      program_.add_row(row(0), row(0), std::move(terms));
    }
    if (squares_.n_leading < squares_.n()) tail_ = program_.add_column(0.0, unbounded, 1.0);
  }

  void add_constraints() {
    std::vector<Term> capacity, sites;
    for (int a = 0; a < problem_.n_options(); ++a) {
      capacity.push_back({a, problem_.options[at(a)].capacity / problem_.demand});
      sites.push_back({a, 1.0});
    }
    program_.add_row(1.0 - 1e-12, unbounded, std::move(capacity));
    if (problem_.n_sites) program_.add_row(*problem_.n_sites, *problem_.n_sites, std::move(sites));
    for (const auto& site : sites_of(problem_)) {
      std::vector<Term> terms;
      for (const int a : site.options) terms.push_back({a, 1.0});
      if (terms.size() > 1) program_.add_row(-unbounded, 1.0, std::move(terms));
    }
    for (const auto& limit : options_.limits) {
      const double unit = std::max(std::abs(limit.most), 1e-12);
      std::vector<Term> terms;
      for (int a = 0; a < problem_.n_options(); ++a)
        if (limit.linear[at(a)] != 0.0) terms.push_back({a, limit.linear[at(a)] / unit});
      for (const auto& [i, j, value] : limit.pairs)
        terms.push_back({pair_column_.at(std::minmax(i, j)), value / unit});
      program_.add_row(-unbounded, limit.most / unit, std::move(terms));
    }
  }

  const PlacementProblem& problem_;
  Squares squares_;
  const ProofOptions& options_;
  LinearProgram program_;
  std::map<std::pair<int, int>, double> pair_coefficient_;
  std::map<std::pair<int, int>, int> pair_column_;
  std::vector<int> value_, square_;  ///< columns of y_k and t_k
  int tail_ = -1, n_fixed_rows_ = 0;
};

bool meets(const std::vector<AccountLimit>& limits, const Plan& plan) {
  return std::all_of(limits.begin(), limits.end(), [&](const AccountLimit& limit) {
    double sum = 0.0;
    for (std::size_t a = 0; a < plan.size(); ++a) sum += plan[a] ? limit.linear[a] : 0.0;
    for (const auto& [i, j, value] : limit.pairs) sum += plan[at(i)] && plan[at(j)] ? value : 0.0;
    return sum <= limit.most + 1e-9 * std::abs(limit.most);
  });
}

/// One proof in the making.
class Prover {
 public:
  Prover(const PlacementProblem& problem, const Plan& start, const ProofOptions& options)
      : options_(options), landscape_(problem, objective_of(problem)), started_(now()) {
    const Plan first = start.empty() ? greedy_plan(landscape_) : start;
    const double typical = std::max(std::abs(landscape_.energy(first)), 1e-300);
    scale_ = 100.0 / typical;
    master_.emplace(problem, options, scale_, 100.0);
    proof_.bound = -std::numeric_limits<double>::infinity();
    if (!start.empty() || options.limits.empty()) consider(first);
    master_->add_tangents({first.begin(), first.end()}, {}, 0.0);
  }

  Proof run() {
    relax();
    proof_.relaxation = proof_.bound;
    while (!options_.relaxation_only && !proof_.infeasible && !proven() && !late() && solve_one()) {
    }
    if (proof_.infeasible && !proof_.best.empty()) {  // nothing is better than what is known
      proof_.infeasible = false;
      proof_.bound = proof_.energy;
    }
    proof_.optimal = proven();
    if (!proof_.best.empty()) proof_.bound = std::min(proof_.bound, proof_.energy);
    proof_.tangents = master_->n_tangents();
    return proof_;
  }

 private:
  double seconds_left() const { return options_.seconds > 0 ? options_.seconds - (now() - started_) : 0.0; }
  bool late() const { return options_.seconds > 0 && seconds_left() < 0.05; }
  bool proven() const {
    return !proof_.best.empty() &&
           proof_.energy - proof_.bound <= options_.tolerance * std::max(std::abs(proof_.energy), 1e-300);
  }

  void consider(const Plan& plan) {
    const double energy = landscape_.energy(plan);
    if (!proof_.best.empty() && energy >= proof_.energy) return;
    proof_.best = plan;
    proof_.energy = energy;
  }

  void relax() {
    Relaxation relaxation(master_->program());
    for (int round = 0; round < most_relaxations && !late(); ++round) {
      const auto result = relaxation.solve(master_->program());
      proof_.infeasible = result.infeasible;
      if (result.columns.empty()) return;
      proof_.bound = std::max(proof_.bound, result.bound / scale_);
      const double missing = master_->add_tangents(x_of(result.columns), result.columns, 1e-3 * tolerance());
      if (missing <= tolerance()) return;
    }
  }

  /// One program by CBC; false when it can tell no more.
  bool solve_one() {
    const auto start = proof_.best.empty() ? std::vector<double>{} : master_->columns_of(proof_.best);
    const auto result = solve_whole(master_->program(), std::max(seconds_left(), 0.0), start);
    ++proof_.programs;
    proof_.infeasible = result.infeasible;
    if (result.infeasible) return false;
    if (result.bound > -unbounded) proof_.bound = std::max(proof_.bound, result.bound / scale_);
    if (result.columns.empty()) return false;
    Plan plan;
    for (int a = 0; a < landscape_.n_options(); ++a) plan.push_back(result.columns[at(a)] > 0.5 ? 1 : 0);
    if (meets(options_.limits, plan) && Walker(landscape_, plan).feasible()) consider(plan);
    if (options_.limits.empty()) consider(finished(landscape_, plan));
    return master_->add_tangents({plan.begin(), plan.end()}, result.columns, 1e-12) > 0;
  }

  double tolerance() const { return 100.0 * relaxation_tolerance; }
  std::vector<double> x_of(const std::vector<double>& columns) const {
    return {columns.begin(), columns.begin() + landscape_.n_options()};
  }

  const ProofOptions& options_;
  Landscape landscape_;
  double started_, scale_ = 1.0;
  std::optional<Master> master_;
  Proof proof_;
};

}  // namespace

Proof prove(const PlacementProblem& problem, const Plan& start, const ProofOptions& options) {
  return Prover(problem, start, options).run();
}

}  // namespace entail::placement
