#include "control/fields.h"

#include "base/text.h"

namespace rouse::control {

namespace {

constexpr std::size_t head_bytes = sizeof(Tag) + sizeof(std::uint32_t);

}  // namespace

FieldWriter& FieldWriter::put(Tag tag, std::string_view value) {
  append_number(out_, tag);
  append_number(out_, static_cast<std::uint32_t>(value.size()));
  out_ += value;
  return *this;
}

std::optional<Field> FieldReader::next() {
  if (left_.size() < head_bytes) return std::nullopt;
  auto length = number_at<std::uint32_t>(left_.substr(sizeof(Tag)));
  if (length > left_.size() - head_bytes) return std::nullopt;
  Field field{number_at<Tag>(left_), left_.substr(head_bytes, length)};
  left_.remove_prefix(head_bytes + length);
  return field;
}

bool take_number(std::string_view text, std::uint64_t& into) {
  std::optional<std::uint64_t> number = whole_number(text);
  into = number.value_or(0);
  return number.has_value();
}

}  // namespace rouse::control
