// Records: what the steward remembers of each of many, under their ids, in memory that outlives it. They are
// written where they lie, so keeping them costs nothing; a steward that dies leaves each field as it was or
// as it is.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <new>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "process/book.h"

namespace rouse::process {

/// Of `Record` each has a `key`: key_of() its id; 0: nobody's.
template <class Record>
class Records {
 public:
  /// Room for `most` from `first` on; records from `touched` on have never been used. Memory is touched only
  /// as they are.
  Records(Record* first, std::uint32_t most, std::uint32_t* touched)
      : first_(first), most_(most), touched_(touched) {}

  /// The one with this id; null: there is none.
  Record* find(std::string_view id) const {
    auto known = numbers_.find(key_of(id));
    return known == numbers_.end() ? nullptr : first_ + known->second;
  }

  /// The one it has, else a new one; null: there is no room.
  Record* of(std::string_view id) {
    if (Record* known = find(id)) return known;
    std::uint32_t number = vacated_.empty() ? *touched_ : vacated_.back();
    if (number >= most_) return nullptr;
    if (vacated_.empty()) {
      ++*touched_;
    } else {
      vacated_.pop_back();
    }
    std::uint64_t key = key_of(id);
    numbers_[key] = number;
    auto* record = new (first_ + number) Record{};
    std::atomic_signal_fence(std::memory_order_seq_cst);  // whoever dies before leaves nobody's
    record->key = key;
    return record;
  }

  void forget(std::string_view id) {
    auto known = numbers_.find(key_of(id));
    if (known == numbers_.end()) return;
    first_[known->second].key = 0;
    vacated_.push_back(known->second);
    numbers_.erase(known);
  }

  /// Finds those that a steward has left which is dead.
  void inherit() {
    numbers_.clear();
    vacated_.clear();
    for (std::uint32_t number = 0; number < std::min(*touched_, most_); ++number) {
      if (first_[number].key == 0)
        vacated_.push_back(number);
      else
        numbers_[first_[number].key] = number;
    }
  }

  /// All there are, in no order.
  std::vector<Record*> all() const {
    std::vector<Record*> out;
    for (const auto& [key, number] : numbers_) out.push_back(first_ + number);
    return out;
  }

 private:
  Record* first_;
  std::uint32_t most_;
  std::uint32_t* touched_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // by key
  std::vector<std::uint32_t> vacated_;
};

}  // namespace rouse::process
