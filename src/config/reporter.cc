#include "config/reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace rouse::config {

namespace {

constexpr std::size_t source_limit_bytes = 200;

/// Without control characters, which a terminal might obey.
void make_printable(std::string& text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = c == '\t' ? ' ' : '?';
}

/// The part of the line around `column`, one character for each byte so that a caret can be put under it.
void show_source(std::string_view line, Message& message) {
  std::size_t column = message.column > 0 ? static_cast<std::size_t>(message.column - 1) : 0;
  std::size_t from = column < source_limit_bytes ? 0 : column - source_limit_bytes / 2;
  from = std::min(from, line.size());
  message.source = std::string(line.substr(from, source_limit_bytes));
  make_printable(message.source);
  if (message.column > 0) message.caret = static_cast<int>(column - from) + 1;
}

}  // namespace

void Reporter::add(Message message) {
  bool room = messages_.size() < message_limit || message.severity == Severity::fatal;
  if (!room) {
    ++unsaid_;
    return;
  }
  make_printable(message.text);
  messages_.push_back(std::move(message));
}

void Reporter::say(Severity severity, const Place& place, std::string text, std::string_view suggestion) {
  if (severity == Severity::extension && !extensions_) return;
  Message message;
  message.severity = severity;
  message.line = place.line;
  message.column = place.column;
  message.text = std::move(text);
  message.suggestion = suggestion;
  if (place.file != nullptr) {
    message.file = place.file->path();
    if (place.line > 0 && place.line <= place.file->size())
      show_source(place.file->line(place.line).text, message);
  }
  add(std::move(message));
}

void Reporter::say_of_file(Severity severity, const std::string& file, std::string text) {
  Message message;
  message.severity = severity;
  message.file = file;
  message.text = std::move(text);
  add(std::move(message));
}

std::vector<Message> Reporter::take() {
  if (unsaid_ > 0) {
    Message message;
    message.severity = Severity::warning;
    message.text = fmt::format("{} more problems are not listed", unsaid_);
    messages_.push_back(std::move(message));
    unsaid_ = 0;
  }
  return std::exchange(messages_, {});
}

}  // namespace rouse::config
