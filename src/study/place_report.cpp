#include "study/place_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/place_map.hpp"

namespace entail::study {

namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-e") == std::string::npos;
}

constexpr const char* style = R"(<style>
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; max-width: 1200px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
p.note { color: #444; max-width: 75em; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th, td { border: 1px solid #ccc; padding: 3px 7px; text-align: left; vertical-align: top; }
th { background: #f0f0f0; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; border: 1px solid #ccc; }
pre { white-space: pre-wrap; font-size: 12px; background: #f7f7f7; padding: 1em; }
@media print { body { max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
</style>)";

std::string html_of(const TextTable& table) {
  std::string text = fmt::format("<h2 id=\"{}\">{}</h2>\n<p class=\"note\">{}</p>\n", table.name,
                                 escaped(table.title), escaped(table.note));
  if (table.rows.empty()) return text + "<p>None.</p>\n";
  text += "<div class=\"wide\"><table>\n<tr>";
  for (const auto& heading : table.headings) text += "<th>" + escaped(heading) + "</th>";
  text += "</tr>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (const auto& cell : row)
      text += (is_number(cell) ? "<td class=\"number\">" : "<td>") + escaped(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</table></div>\n";
}

}  // namespace

std::string placement_html(const PlacementResult& result, const std::vector<TextTable>& tables,
                           const std::string& provenance) {
  const auto& deck = result.inputs->deck;
  std::string text = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                     escaped(deck.title) + "</title>\n" + style +
                     "</head><body>\n<h1>Where to put the tailings: " + escaped(deck.title) + "</h1>\n";
  if (!deck.summary.empty()) text += "<p>" + escaped(deck.summary) + "</p>\n";
  text += "<pre>" + escaped(placement_summary(result)) + "</pre>\n";
  text += placement_map(result);
  text +=
      "<p class=\"note\">Quantum methods are emulated on classical hardware, beside classical solvers and a "
      "proven bound. Every plan listed is judged by the same terms.</p>\n<p>";
  for (const auto& table : tables)
    text += fmt::format("<a href=\"#{}\">{}</a> · ", table.name, escaped(table.title));
  text += "<a href=\"#provenance\">Where this came from</a></p>\n";
  for (const auto& table : tables) text += html_of(table);
  text += "<h2 id=\"provenance\">Where this came from</h2>\n<pre>" + escaped(provenance) + "</pre>\n";
  return text + "</body></html>\n";
}

}  // namespace entail::study
