#include "tools/daemon_words.h"

#include <optional>
#include <string_view>

#include "base/text.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using control::ServiceStatus;

constexpr std::size_t name_shown_bytes = 100;

/// The translation of a sentence that has no places.
std::string in_words(const std::string& text) {
  if (text.empty()) return {};
  std::string_view found = translation_of(text.c_str());
  return found.data() == text.c_str() ? escaped(text) : std::string(found);
}

ServiceStatus said(const ServiceStatus& service) {
  return {.name = escaped(service.name),
          .mode = {},
          .state = state_in_words(service.state),
          .detail = detail_in_words(service)};
}

/// The name that the daemon takes to be meant in place of `name`.
std::optional<std::string> meant_in(std::string_view text, const std::string& name) {
  std::string nobody = Sentence{control::sentence::did_you_mean, {name, ""}}.in_english();
  std::string_view end = "?", begin = std::string_view(nobody).substr(0, nobody.size() - end.size());
  if (!text.starts_with(begin) || !text.ends_with(end) || text.size() <= nobody.size()) return std::nullopt;
  return std::string(text.substr(begin.size(), text.size() - nobody.size()));
}

}  // namespace

std::string state_in_words(const std::string& state) { return in_words(state); }

std::string detail_in_words(const ServiceStatus& service) { return in_words(service.detail); }

std::string text_in_words(const control::Reply& reply, const std::string& name) {
  std::string shown = escaped(name, name_shown_bytes);
  for (std::string_view sentence : control::sentence::all)
    if (reply.text == control::about(sentence, shown).in_english())
      return translated(control::about(sentence, shown));
  if (std::optional<std::string> meant = meant_in(reply.text, shown))
    return translated(control::unknown_service(shown, escaped(*meant)));
  for (const ServiceStatus& service : reply.services)
    if (reply.text == state_sentence(service).in_english()) return translated(state_sentence(said(service)));
  return in_words(reply.text);
}

std::string text_in_words(const control::Failure& failure) {
  Sentence sentence = failure.text;
  for (std::string& value : sentence.values) value = escaped(value);
  return translated(sentence);
}

}  // namespace rouse::tools
