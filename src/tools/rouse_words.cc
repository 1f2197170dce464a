#include "tools/rouse_words.h"

#include <algorithm>

#include "base/text.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr std::size_t word_shown_bytes = 60;

std::string no_such_command(std::string_view word) {
  std::vector<std::string_view> known;
  for (const Command& command : rouse_commands()) known.push_back(command.word);
  std::optional<std::string_view> meant = nearest(word, known);
  std::string shown = escaped(word, word_shown_bytes);
  return meant ? translated("{} is no command; did you mean {}?", shown, *meant)
               : translated("{} is no command", shown);
}

std::string no_such_option(const Command* command, std::string_view word) {
  std::vector<std::string_view> known = {"--json", "--control", "--help", "--version"};
  if (command != nullptr) {
    for (const CommandOption& option : command->options) known.push_back(option.word);
  }
  std::optional<std::string_view> meant = nearest(word, known);
  std::string shown = escaped(word, word_shown_bytes);
  return meant ? translated("{} is no option; did you mean {}?", shown, *meant)
               : translated("{} is no option", shown);
}

class Reader {
 public:
  explicit Reader(const std::vector<std::string_view>& typed) : typed_(typed) {}

  std::expected<RouseWords, std::string> read() {
    find_command();
    while (trouble_.empty() && at_ < typed_.size()) take(typed_[at_++]);
    if (!trouble_.empty()) return std::unexpected(trouble_);
    return std::move(out_);
  }

 private:
  /// The first word that is none of an option's, so that an option may stand before its command.
  void find_command() {
    for (std::size_t i = 0; i < typed_.size(); ++i) {
      if (typed_[i] == "--control") {
        ++i;
      } else if (!typed_[i].starts_with('-')) {
        out_.command = rouse_command(typed_[i]);
        command_at_ = i;
        if (out_.command == nullptr) trouble_ = no_such_command(typed_[i]);
        return;
      }
    }
  }

  void take(std::string_view word) {
    if (at_ - 1 == command_at_) return;
    if (only_operands_ || !word.starts_with('-') || word == "-") {
      out_.operands.emplace_back(word);
    } else if (word == "--") {
      only_operands_ = true;
    } else if (!take_common(word)) {
      take_option(word);
    }
  }

  bool take_common(std::string_view word) {
    if (word == "--json") return out_.json = true;
    if (word == "--help" || word == "-h") return out_.help = true;
    if (word == "--version") return out_.version = true;
    if (word.substr(0, word.find('=')) != "--control") return false;
    out_.control_path = value_of(word, translated("--control needs a path"));
    return true;
  }

  void take_option(std::string_view word) {
    std::string_view name = word.substr(0, word.find('='));
    const CommandOption* option = out_.command == nullptr ? nullptr : option_of(*out_.command, name);
    if (option == nullptr) {
      trouble_ = no_such_option(out_.command, name);
    } else if (!option->value.empty()) {
      out_.options[std::string(option->word)] =
          value_of(word, translated("{} needs {}", option->word, option->value));
    } else if (name.size() != word.size()) {
      trouble_ = translated("{} takes no value", option->word);
    } else {
      out_.options[std::string(option->word)] = "";
    }
  }

  /// `--word=VALUE`, or the next word.
  std::string value_of(std::string_view word, std::string complaint) {
    std::size_t equals = word.find('=');
    if (equals != std::string_view::npos) return std::string(word.substr(equals + 1));
    if (at_ < typed_.size()) return std::string(typed_[at_++]);
    trouble_ = std::move(complaint);
    return {};
  }

  const std::vector<std::string_view>& typed_;
  std::size_t at_ = 0;
  std::size_t command_at_ = std::string_view::npos;
  bool only_operands_ = false;
  std::string trouble_;
  RouseWords out_;
};

}  // namespace

std::expected<RouseWords, std::string> rouse_words(const std::vector<std::string_view>& typed) {
  return Reader(typed).read();
}

bool takes(std::string_view operands, std::size_t count) {
  if (operands.empty()) return count == 0;
  std::size_t most = 1 + static_cast<std::size_t>(std::ranges::count(operands, ' '));
  std::size_t optional = static_cast<std::size_t>(std::ranges::count(operands, '['));
  return count + optional >= most && count <= most;
}

}  // namespace rouse::tools
