#include "base/expression.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <numbers>
#include <stdexcept>

namespace entail {

struct Expression::Impl {
  mu::Parser parser;
  mutable Place place;
};

Expression::Expression(const std::string& text) : impl_(std::make_unique<Impl>()) {
  try {
    auto& parser = impl_->parser;
    parser.DefineVar("x", &impl_->place.x);
    parser.DefineVar("y", &impl_->place.y);
    parser.DefineVar("z", &impl_->place.z);
    parser.DefineVar("depth", &impl_->place.depth);
    parser.DefineVar("t", &impl_->place.t);
    parser.DefineConst("pi", std::numbers::pi);
    parser.SetExpr(text);
    parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    throw std::invalid_argument(fmt::format(
        "cannot read the formula \"{}\": {} (variables: x, y, z, depth, t; pi)", text, error.GetMsg()));
  }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::operator()(const Place& place) const {
  impl_->place = place;
  return impl_->parser.Eval();
}

}  // namespace entail
