#include "control/fields.h"

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

}  // namespace rouse::control
