#include "deck/yaml.hpp"

#include <gmock/gmock.h>

namespace entail::deck {
namespace {

using testing::HasSubstr;

TEST(Yaml, KeepsTextPositionsAndDuplicates) {
  Diagnostics diagnostics;
  const Node root = parse_yaml("d.yaml", "a: 010\nb: on\na: \"2\"\n", diagnostics);
  ASSERT_TRUE(diagnostics.ok());
  ASSERT_EQ(root.entries.size(), 3u);
  EXPECT_EQ(root.entries[0].second.text, "010");
  EXPECT_EQ(root.entries[1].second.text, "on");
  EXPECT_EQ(root.entries[2].first.text, "a");
  EXPECT_TRUE(root.entries[2].second.quoted);
  EXPECT_EQ(root.entries[1].second.mark.line, 2);
  EXPECT_EQ(root.entries[1].second.mark.column, 4);
}

TEST(Yaml, SaysWhereItStopsBeingYaml) {
  Diagnostics diagnostics;
  parse_yaml("d.yaml", "a: [1, 2\nb: 3\n", diagnostics);
  EXPECT_THAT(diagnostics.report(), HasSubstr("this is not YAML"));
  EXPECT_THAT(diagnostics.report(), HasSubstr("d.yaml:"));
}

TEST(Yaml, RefusesASecondDocumentAndBinaryFiles) {
  Diagnostics two, binary;
  parse_yaml("d.yaml", "a: 1\n---\nb: 2\n", two);
  EXPECT_THAT(two.report(), HasSubstr("second YAML document"));
  parse_yaml("d.yaml", std::string("\x89PNG\0\1\2", 7), binary);
  EXPECT_THAT(binary.report(), HasSubstr("no text file"));
}

TEST(Yaml, WhatIsWrittenReadsBackAlike) {
  const std::string text =
      "title: \"a: b # c\"\nlist:\n  - {x: 1, y: two}\n  - name: deep\n    below:\n      k: [1, 2]\n      m: "
      "{p: q}\n";
  Diagnostics diagnostics;
  const std::string once = emit_yaml(parse_yaml("d", text, diagnostics));
  EXPECT_EQ(emit_yaml(parse_yaml("d", once, diagnostics)), once);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.report();
}

TEST(Yaml, FollowsAnchors) {
  Diagnostics diagnostics;
  const Node root = parse_yaml("d.yaml", "a: &x {n: 2}\nb: *x\n", diagnostics);
  ASSERT_EQ(root.entries.size(), 2u);
  EXPECT_EQ(root.entries[1].second.entries.at(0).second.text, "2");
}

}  // namespace
}  // namespace entail::deck
