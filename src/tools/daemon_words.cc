#include "tools/daemon_words.h"

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

}  // namespace

std::string state_in_words(const std::string& state) { return in_words(state); }

std::string detail_in_words(const ServiceStatus& service) { return in_words(service.detail); }

std::string text_in_words(const control::Reply& reply, const std::string& name) {
  std::string shown = escaped(name, name_shown_bytes);
  for (std::string_view sentence : control::sentence::all)
    if (reply.text == control::about(sentence, shown).in_english())
      return translated(control::about(sentence, shown));
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
