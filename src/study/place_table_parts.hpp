/// How the tables of a placement run write numbers, money and names.
#pragma once

#include <string>
#include <vector>

#include "study/place_tables.hpp"

namespace entail::study {

/// The mean; 0 of nothing.
double mean(const std::vector<double>& values);

/// Five digits.
std::string table_number(double value);
/// An amount of the currency, in millions.
std::string table_money(double value);
/// "north/lined", by its place in PlacementDesign::options.
std::string option_name(const PlacementDesign& design, std::size_t option);

/// What all tables of a placement run look at.
struct TableSource {
  const PlacementResult& result;
  const deck::Deck& deck;
  const PlacementDesign& design;
  const PlacementChoice& choice;
  const deck::PriceKeys& prices;
  const deck::WeightKeys& weights;

  explicit TableSource(const PlacementResult& of);
  std::string currency() const { return "million " + prices.currency; }
};

/// The tables of what the options are, before any choice.
std::vector<TextTable> design_tables(const PlacementResult& result);
/// The tables of what was chosen, and how.
std::vector<TextTable> plan_tables(const PlacementResult& result);

}  // namespace entail::study
