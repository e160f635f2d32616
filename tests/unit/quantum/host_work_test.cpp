// How host threads share the tiles of a state.
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {
namespace {

TEST(ItemRanges, AWorkerTakesItsOwnRangeInOrderAndThenHelpsTheOthers) {
  ItemRanges items(10, 3);  // [0, 3), [3, 6), [6, 10)
  EXPECT_EQ(items.take(0), 0);
  std::vector<std::int64_t> taken;
  for (std::int64_t item = items.take(1); item < 10; item = items.take(1)) taken.push_back(item);
  EXPECT_EQ(taken, (std::vector<std::int64_t>{3, 4, 5, 6, 7, 8, 9, 1, 2}));
  EXPECT_EQ(items.take(0), 10);
  EXPECT_EQ(items.take(2), 10);
}

TEST(ForEachItemAhead, VisitsEachItemOnceAndTellsTheOneThatFollows) {
  for (const std::int64_t n : {1, 2, 7, 1000}) {
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(n));
    std::vector<std::int64_t> promised(static_cast<std::size_t>(host_threads()), -1);
    std::atomic<int> broken{0};
    for_each_item_ahead("test", n, [&](int worker, std::int64_t item, std::int64_t following) {
      auto& promise = promised[static_cast<std::size_t>(worker)];
      if (promise >= 0 && promise != item) ++broken;
      promise = following;
      ++visits[static_cast<std::size_t>(item)];
    });
    EXPECT_EQ(broken, 0);
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
}

}  // namespace
}  // namespace entail::quantum
