// JsonObject: one flat JSON object, written member by member in the order given. Always valid JSON: bytes
// that are no UTF-8 become U+FFFD.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rouse::log {

class JsonObject {
 public:
  JsonObject& add(std::string_view name, std::string_view value);
  JsonObject& add(std::string_view name, std::int64_t value);
  /// Nothing becomes null.
  JsonObject& add(std::string_view name, std::optional<std::int64_t> value);
  /// `{"name":"value",...}` on one line.
  std::string text() const { return text_ + "}"; }

 private:
  void open(std::string_view name);
  std::string text_ = "{";
};

/// `value` with its quotes.
std::string json_string(std::string_view value);

}  // namespace rouse::log
