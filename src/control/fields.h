// Fields: what is in a frame: any number of {tag, length, bytes}. Who reads skips the tags that it does not
// know, so a later version of rouse may add some. Numbers are decimal text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rouse::control {

using Tag = std::uint8_t;

/// `value`, least byte first.
template <class T>
void append_number(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

/// The number at the front of `bytes`, which has enough of them.
template <class T>
T number_at(std::string_view bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i)
    value = static_cast<T>(value |
                           static_cast<T>(static_cast<T>(static_cast<std::uint8_t>(bytes[i])) << (8 * i)));
  return value;
}

class FieldWriter {
 public:
  FieldWriter& put(Tag tag, std::string_view value);
  FieldWriter& put(Tag tag, std::uint64_t value) { return put(tag, std::string_view(std::to_string(value))); }
  /// As `put`, but an empty text is left out: it is what a reader assumes.
  FieldWriter& put_unless_empty(Tag tag, std::string_view value) {
    return value.empty() ? *this : put(tag, value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

struct Field {
  Tag tag = 0;
  std::string_view value;
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view body) : left_(body) {}
  /// The next field; nothing at the end, and where the rest is none (broken() then).
  std::optional<Field> next();
  bool broken() const { return !left_.empty(); }

 private:
  std::string_view left_;
};

/// Hands every field of `body` to `take`; false: it is not made of fields, or `take` did not like one.
template <class Take>
bool each_field(std::string_view body, Take take) {
  FieldReader reader(body);
  while (std::optional<Field> field = reader.next()) {
    if (!take(*field)) return false;
  }
  return !reader.broken();
}

/// The number that `text` says; false: it says none.
bool take_number(std::string_view text, std::uint64_t& into);
inline bool take_text(std::string_view text, std::string& into) {
  into = text;
  return true;
}

}  // namespace rouse::control
