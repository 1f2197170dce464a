// Checklist: a list of things that are on or off, as a screen shows it and a person changes it. A value: it
// knows neither what is switched nor who draws it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rouse::screen {

struct CheckRow {
  std::string name;
  std::string remark;  // beside the name: how it is at the moment
  bool on = false;     // its box when the screen opens
};

/// A box that a person has left other than it was.
struct Switched {
  std::size_t row = 0;
  bool on = false;

  bool operator==(const Switched&) const = default;
};

class Checklist {
 public:
  explicit Checklist(std::vector<CheckRow> rows);

  std::span<const CheckRow> rows() const { return rows_; }
  /// The texts beside the boxes, all equally wide: names, then remarks below each other. Names have 16
  /// columns, more where one of them needs more and `widest` leaves room for it.
  std::vector<std::string> labels(int widest) const;
  /// The row a person means who types `letter` while `current` is chosen: the next one that begins with it,
  /// from the end on at the beginning.
  std::optional<std::size_t> next_with(char letter, std::size_t current) const;
  /// What differs when the boxes are as in `boxes`, one for each row.
  std::vector<Switched> switched(const std::vector<bool>& boxes) const;

 private:
  std::vector<CheckRow> rows_;
};

}  // namespace rouse::screen
