// Bytes: values one after the other, as two processes of the same program hand them to each other.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace rouse::attend {

class ByteWriter {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what a ByteWriter wrote. Whoever reads past the end gets zeros and empty texts, and failed() is true
/// from then on.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  template <class T>
    requires std::is_trivially_copyable_v<T>
  T get() {
    if constexpr (std::is_same_v<T, bool>) return get<std::uint8_t>() != 0;  // not every byte is a bool
    T value{};
    std::string_view bytes = take(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string get_text() { return std::string(take(get<std::uint32_t>())); }
  bool failed() const { return failed_; }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view take(std::size_t count) {
    if (count > left_.size()) {
      failed_ = true;
      left_ = {};
    }
    std::string_view out = left_.substr(0, failed_ ? 0 : count);
    left_.remove_prefix(out.size());
    return out;
  }

  std::string_view left_;
  bool failed_ = false;
};

}  // namespace rouse::attend
