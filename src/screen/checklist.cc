#include "screen/checklist.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "screen/width.h"

namespace rouse::screen {

namespace {

constexpr int usual_name_columns = 16;
constexpr int gap_columns = 2;

int widest_of(const std::vector<CheckRow>& rows, std::string CheckRow::* text) {
  int out = 0;
  for (const CheckRow& row : rows) out = std::max(out, width_of(row.*text));
  return out;
}

}  // namespace

Checklist::Checklist(std::vector<CheckRow> rows) : rows_(std::move(rows)) {}

std::vector<std::string> Checklist::labels(int widest) const {
  int remark = widest_of(rows_, &CheckRow::remark);
  int room = std::max(widest - gap_columns - remark, usual_name_columns);
  int name = std::clamp(widest_of(rows_, &CheckRow::name), usual_name_columns, room);
  std::vector<std::string> out;
  for (const CheckRow& row : rows_)
    out.push_back(fitted(row.name, name) + std::string(gap_columns, ' ') + fitted(row.remark, remark));
  return out;
}

std::optional<std::size_t> Checklist::next_with(char letter, std::size_t current) const {
  for (std::size_t step = 1; step <= rows_.size(); ++step) {
    std::size_t row = (current + step) % rows_.size();
    if (same_word(rows_[row].name.substr(0, 1), std::string_view(&letter, 1))) return row;
  }
  return std::nullopt;
}

std::vector<Switched> Checklist::switched(const std::vector<bool>& boxes) const {
  std::vector<Switched> out;
  for (std::size_t row = 0; row < rows_.size() && row < boxes.size(); ++row)
    if (boxes[row] != rows_[row].on) out.push_back({row, boxes[row]});
  return out;
}

}  // namespace rouse::screen
