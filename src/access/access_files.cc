#include "access/access_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace rouse::access {

namespace {

using Tokens = std::vector<std::string_view>;

constexpr std::string_view everybody = "ALL";
constexpr std::string_view between_tokens = ", \t\r\n";

Tokens tokens_of(std::string_view list) {
  Tokens out;
  for (;;) {
    std::size_t begin = list.find_first_not_of(between_tokens);
    if (begin == std::string_view::npos) return out;
    std::size_t end = std::min(list.find_first_of(between_tokens, begin), list.size());
    out.push_back(list.substr(begin, end - begin));
    list.remove_prefix(end);
  }
}

/// Where two parts of a rule meet: a colon within brackets belongs to an IPv6 address.
std::size_t colon_in(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[') ++depth;
    if (text[at] == ']') --depth;
    if (text[at] == ':' && depth == 0) return at;
  }
  return std::string_view::npos;
}

/// What is known without asking libwrap: that a list fits, or only that it may.
enum class Certainty : std::uint8_t { possible, certain };

Certainty opposite(Certainty certainty) {
  return certainty == Certainty::possible ? Certainty::certain : Certainty::possible;
}

bool port_fits(std::string_view digits, std::uint16_t port, Certainty certainty) {
  if (port == 0) return certainty == Certainty::possible;
  return whole_number(digits) == port;
}

/// Marks of hosts_access(5), which mean something only to libwrap.
bool is_pattern(std::string_view token) {
  return token.find_first_of("*?[/") != std::string_view::npos || token.starts_with('.') ||
         token.ends_with('.') || same_word(token, "KNOWN");
}

/// Plain words fit when they are the same; about patterns libwrap knows better.
bool token_fits(std::string_view token, const WrapSubject& subject, Certainty certainty) {
  std::size_t at = token.find('@', 1);
  if (at != std::string_view::npos) {  // the address that is called decides, too
    return certainty == Certainty::possible && token_fits(token.substr(0, at), subject, certainty);
  }
  if (same_word(token, everybody) || same_word(token, subject.daemon)) return true;
  if (whole_number(token)) return port_fits(token, subject.port, certainty);
  return is_pattern(token) && certainty == Certainty::possible;
}

/// `A EXCEPT B EXCEPT C` is `A EXCEPT (B EXCEPT C)`.
bool list_fits(std::span<const std::string_view> list, const WrapSubject& subject, Certainty certainty) {
  auto is_except = [](std::string_view token) { return same_word(token, "EXCEPT"); };
  auto except = std::ranges::find_if(list, is_except);
  bool fits = std::any_of(list.begin(), except,
                          [&](std::string_view token) { return token_fits(token, subject, certainty); });
  if (!fits || except == list.end()) return fits;
  return !list_fits({except + 1, list.end()}, subject, opposite(certainty));
}

bool may_be_about(std::string_view daemons, const WrapSubject& subject) {
  return list_fits(tokens_of(daemons), subject, Certainty::possible);
}

/// The pattern of an address in `daemon@host`, `user@host` and `host`.
std::string_view host_of(std::string_view token) {
  std::size_t at = token.find('@', 1);
  return at == std::string_view::npos ? token : token.substr(at + 1);
}

/// What becomes of an option outside the process that serves the caller.
enum class Effect : std::uint8_t { grants, refuses, runs, changes, none };

struct Option {
  std::string_view name;
  Effect effect;
};
constexpr std::array options = {
    Option{"allow", Effect::grants},  Option{"deny", Effect::refuses},   Option{"spawn", Effect::runs},
    Option{"twist", Effect::runs},    Option{"aclexec", Effect::runs},   Option{"user", Effect::changes},
    Option{"group", Effect::changes}, Option{"umask", Effect::changes},  Option{"setenv", Effect::changes},
    Option{"banners", Effect::none},  Option{"keepalive", Effect::none}, Option{"linger", Effect::none},
    Option{"nice", Effect::none},     Option{"rfc931", Effect::none},    Option{"severity", Effect::none},
};

const Option* option_called(std::string_view name) {
  auto found = std::ranges::find_if(options, [&](const Option& o) { return same_word(o.name, name); });
  return found == options.end() ? nullptr : &*found;
}

/// Where an option ends: at the next colon that has no backslash in front.
std::size_t option_end(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (text[end] != ':' || (end > 0 && text[end - 1] == '\\'))) ++end;
  return end;
}

/// `spawn` of `spawn CMD` and of `spawn = CMD`.
std::string_view option_name(std::string_view option) {
  option.remove_prefix(std::min(option.find_first_not_of(" \t\r"), option.size()));
  return option.substr(0, option.find_first_of("= \t\r"));
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::string daemon_name(const config::ServiceConfig& service) {
  if (service.libwrap) return *service.libwrap;
  if (service.is(config::Type::internal) || service.redirect) return service.name;
  bool named_in_args = service.has(config::Flag::nameinargs) && !service.argv.empty();
  return base_name(named_in_args ? service.argv.front() : service.server);
}

std::optional<WrapSubject> wrap_subject(const config::ServiceConfig& service) {
  using config::Flag;
  bool rpc_stream = service.is(config::Type::rpc) && service.is_stream();
  bool is_local = service.family == config::Family::unix_domain;
  if (service.has(Flag::nolibwrap) || service.has(Flag::sensor) || rpc_stream || is_local)
    return std::nullopt;
  return WrapSubject{daemon_name(service), service.port};
}

/// Takes one file apart.
class AccessFiles::Reader {
 public:
  Reader(AccessFiles& files, AccessTable table, const std::string& path)
      : files_(files), table_(table), path_(path) {}

  /// `rule`: without its newlines and the backslashes in front of them.
  void read(std::string_view rule, int line) {
    line_ = line;
    if (rule.starts_with('#') || tokens_of(rule).empty()) return;
    std::size_t end = colon_in(rule);
    if (end == std::string_view::npos) return skipped(rule);
    daemons_ = rule.substr(0, end);
    note_list();
    for (std::string_view token : tokens_of(daemons_)) note_pattern_file(host_of(token));
    rule.remove_prefix(end + 1);
    end = colon_in(rule);
    read_clients(rule.substr(0, end));
    if (end != std::string_view::npos) read_options(rule.substr(end + 1));
  }

 private:
  std::string place() const { return fmt::format("{}:{}", path_, line_); }
  void obstruct(std::string_view what) {
    files_.obstacles_.push_back({std::string(daemons_), fmt::format("{}: {}", place(), what)});
  }
  void remark(std::string_view what) {
    files_.remarks_.push_back({std::string(daemons_), fmt::format("{}: {}", place(), what)});
  }

  /// A colon is missing, so nobody knows whom it is about.
  void skipped(std::string_view rule) {
    daemons_ = everybody;
    note_list();
    std::string what = fmt::format("`{}` has no colon, so libwrap skips it", escaped(trimmed(rule), 60));
    if (table_ == AccessTable::allow) return remark(what);
    obstruct(what + " and refuses nobody");
  }

  /// Thousands of rules have one list.
  void note_list() {
    if (!files_.daemon_lists_.contains(daemons_)) files_.daemon_lists_.emplace(daemons_);
  }

  void note_pattern_file(std::string_view host) {
    if (host.starts_with('/')) files_.pattern_files_.push_back({std::string(daemons_), std::string(host)});
  }

  void read_clients(std::string_view clients) {
    for (std::string_view token : tokens_of(clients)) {
      if (same_word(token, "EXCEPT")) refuses_some();
      note_pattern_file(host_of(token));
      std::size_t at = token.find('@', 1);
      if (at == std::string_view::npos || same_word(token.substr(0, at), everybody)) continue;
      obstruct(fmt::format("`{}` needs the name of a caller's account, which rouse does not ask for",
                           escaped(token, 60)));
    }
  }

  void read_options(std::string_view text) {
    for (;;) {
      std::size_t end = option_end(text);
      read_option(option_name(text.substr(0, end)));
      if (end == text.size()) return;
      text.remove_prefix(end + 1);
    }
  }

  void read_option(std::string_view name) {
    const Option* option = option_called(name);
    if (option == nullptr) {
      refuses_some();
      return remark(
          fmt::format("libwrap knows no option `{}` and refuses whoever the rule fits", escaped(name, 60)));
    }
    switch (option->effect) {
      case Effect::grants:
        return;
      case Effect::refuses:
        return refuses_some();
      case Effect::runs:
        return obstruct(fmt::format("`{}` runs a command, which rouse does not do", option->name));
      case Effect::changes:
        return obstruct(
            fmt::format("`{}` changes the server, which rouse does not do here (the "
                        "service's own attributes can)",
                        option->name));
      case Effect::none:
        return remark(fmt::format("`{}` has no effect: rouse asks for the decision only", option->name));
    }
  }

  void refuses_some() {
    if (table_ == AccessTable::allow) files_.allow_only_grants_ = false;
  }

  AccessFiles& files_;
  AccessTable table_;
  const std::string& path_;
  int line_ = 0;
  std::string_view daemons_;
};

void AccessFiles::read(AccessTable table, const std::string& path, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return block(path + " holds a NUL byte");
  Reader reader(*this, table, path);
  std::string rule;
  int line = 0;
  int first_line = 1;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    bool ended = end != std::string_view::npos;
    rule += text.substr(0, end);
    text.remove_prefix(ended ? end + 1 : text.size());
    ++line;
    if (ended && rule.ends_with('\\') && !text.empty()) {
      rule.pop_back();
      continue;
    }
    reader.read(rule, first_line);
    rule.clear();
    first_line = line + 1;
  }
}

void AccessFiles::block(const std::string& why) {
  blocked_ = true;
  daemon_lists_.emplace(everybody);
  obstacles_.push_back({std::string(everybody), why});
}

bool AccessFiles::concern(const WrapSubject& subject) const {
  return std::ranges::any_of(daemon_lists_,
                             [&](const std::string& list) { return may_be_about(list, subject); });
}

std::vector<std::string> AccessFiles::about(const WrapSubject& subject, const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) {
    if (may_be_about(finding.daemons, subject)) out.push_back(finding.what);
  }
  return out;
}

std::optional<std::string> AccessFiles::obstacle(const WrapSubject& subject) const {
  std::vector<std::string> found = about(subject, obstacles_);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<std::string> AccessFiles::remarks(const WrapSubject& subject) const {
  return about(subject, remarks_);
}

std::vector<std::string> AccessFiles::pattern_files(const WrapSubject& subject) const {
  return about(subject, pattern_files_);
}

}  // namespace rouse::access
