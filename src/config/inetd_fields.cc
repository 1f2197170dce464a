#include "config/inetd_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/text.h"
#include "config/keywords.h"

namespace rouse::config {

namespace {

using Done = std::expected<void, std::string>;

constexpr std::array<std::string_view, 6> field_names = {"the service",    "the socket type", "the protocol",
                                                         "wait or nowait", "the user",        "the server"};
constexpr std::array<std::string_view, 9> protocol_words = {"tcp",  "tcp4", "tcp6",  "tcp46", "udp",
                                                            "udp4", "udp6", "udp46", "unix"};

std::string shown(const InetdWord& word) { return escaped(word.text, shown_bytes); }

/// The part of `word` from `from`, `length` bytes of it, with its own column.
InetdWord part(const InetdWord& word, std::size_t from, std::size_t length = std::string::npos) {
  return {word.text.substr(from, length), word.line, word.column + static_cast<int>(from)};
}

/// What is left of the front word `word` when it ends at `end`; the rest is returned, empty when there is
/// none.
InetdWord cut(InetdWord& word, std::size_t end) {
  if (end == std::string::npos) return {{}, word.line, word.column};
  InetdWord rest = part(word, end + 1);
  word.text.resize(end);
  return rest;
}

/// "wait" or "nowait" at the front of a word, else nothing.
std::string_view wait_word(std::string_view text) {
  std::string_view front = text.substr(0, text.find_first_of(".:/"));
  for (std::string_view known : {std::string_view("wait"), std::string_view("nowait")})
    if (same_word(front, known)) return known;
  return {};
}

class FieldReader {
 public:
  FieldReader(const std::vector<InetdWord>& words, const SourceFile& file, World& world, Reporter& reporter)
      : words_(words), file_(file), world_(world), reporter_(reporter) {}

  std::expected<InetdFields, std::string> read(const std::vector<InetdWord>& default_hosts) {
    fields_.hosts = default_hosts;
    constexpr std::array steps = {&FieldReader::count,   &FieldReader::socket_type, &FieldReader::protocol,
                                  &FieldReader::service, &FieldReader::waiting,     &FieldReader::user,
                                  &FieldReader::server};
    for (Done (FieldReader::*step)() : steps)
      if (Done done = (this->*step)(); !done) return std::unexpected(done.error());
    return std::move(fields_);
  }

 private:
  Place at(const InetdWord& word) const { return {&file_, word.line, word.column}; }

  Done bad(const InetdWord& word, std::string problem, std::string_view suggestion = {}) {
    reporter_.say(Severity::error, at(word), fmt::format("{}; the service of this line is dropped", problem),
                  suggestion);
    return std::unexpected(std::move(problem));
  }
  void warn(const InetdWord& word, std::string text) {
    reporter_.say(Severity::warning, at(word), std::move(text));
  }
  void differs(const InetdWord& word, std::string text) {
    reporter_.say(Severity::difference, at(word), std::move(text));
  }

  Done count() {
    if (words_.size() >= field_names.size()) return {};
    const InetdWord& last = words_.back();
    InetdWord end{{}, last.line, last.column + static_cast<int>(last.text.size())};
    return bad(end, fmt::format("the line ends before {} (an entry has service, socket type, protocol, wait, "
                                "user, server and its arguments)",
                                field_names[words_.size()]));
  }

  Done socket_type() {
    fields_.socket_type = words_[1];
    if (value_of(socket_type_keywords, words_[1].text)) return {};
    return bad(words_[1],
               fmt::format("Bad socket type: {} ({})", shown(words_[1]), choices(socket_type_keywords)),
               meant(socket_type_keywords, words_[1].text));
  }

  Done protocol() {
    InetdWord base = words_[2];
    InetdWord buffers = cut(base, base.text.find(','));
    if (!buffers.text.empty())
      warn(buffers,
           fmt::format("the kernel chooses the size of socket buffers; {} is ignored", shown(buffers)));
    fields_.rpc = base.text.starts_with("rpc/");
    if (fields_.rpc) base = part(base, 4);
    std::string word = lower(base.text);
    fields_.protocol = base;
    fields_.protocol.text = word.substr(0, word.find_first_of("46"));
    std::string_view family = std::string_view(word).substr(fields_.protocol.text.size());
    bool known = std::ranges::find(protocol_words, word) != protocol_words.end();
    if (!known || (fields_.rpc && word == "unix"))
      return bad(base,
                 fmt::format("Bad protocol: {} (tcp, udp, each also with 4, 6 or 46 behind it, unix, or rpc/ "
                             "in front)",
                             shown(words_[2])),
                 nearest(word, protocol_words).value_or(std::string_view{}));
    constexpr std::array families = {std::pair(std::string_view("4"), InetdFamily::v4),
                                     std::pair(std::string_view("6"), InetdFamily::v6),
                                     std::pair(std::string_view("46"), InetdFamily::both)};
    for (const auto& [digits, value] : families)
      if (family == digits) fields_.family = value;
    if (!family.empty() || word == "unix")
      differs(base, fmt::format("{} is served (xinetd would drop the service)", word));
    return {};
  }

  /// [hosts:]service[/versions]. OpenBSD's manual: for Unix-domain sockets the hosts are ignored.
  Done service() {
    fields_.service = words_[0];
    if (words_[0].text.starts_with(':'))
      return bad(words_[0],
                 "the owner and mode of a socket cannot be given here; the folder of the socket can "
                 "keep others out");
    std::size_t colon = words_[0].text.starts_with('/') ? std::string::npos : words_[0].text.rfind(':');
    if (colon != std::string::npos) {
      std::optional<std::vector<InetdWord>> hosts = inetd_hosts(part(words_[0], 0, colon));
      if (!hosts) return bad(words_[0], fmt::format("an address is missing in {}", shown(words_[0])));
      fields_.hosts = std::move(*hosts);
      fields_.service = part(words_[0], colon + 1);
      differs(words_[0],
              "the addresses in front of the service are those it listens on (xinetd would drop the "
              "service)");
    }
    if (fields_.service.text.empty()) return bad(fields_.service, "the service has no name");
    if (fields_.is_unix()) fields_.hosts.clear();
    bool path = fields_.service.text.starts_with('/');
    if (fields_.is_unix() && !path)
      return bad(fields_.service, "a service with the protocol unix is named by the path of its socket");
    if (path && !fields_.is_unix()) return bad(words_[2], "a path needs the protocol unix");
    return fields_.rpc ? versions() : Done{};
  }

  Done versions() {
    InetdWord range = cut(fields_.service, fields_.service.text.find('/'));
    if (fields_.service.text.empty()) return bad(fields_.service, "the service has no name");
    if (range.text.empty())
      return bad(fields_.service,
                 fmt::format("an RPC service needs its versions: {}/1", shown(fields_.service)));
    fields_.rpc_versions = std::move(range);
    differs(words_[2], "the RPC service is served (xinetd would leave the line out)");
    return {};
  }

  Done waiting() {
    const InetdWord& word = words_[3];
    std::string_view base = wait_word(word.text);
    if (base.empty()) return bad(word, fmt::format("Bad value for wait: {} (wait or nowait)", shown(word)));
    fields_.wait = {base == "wait" ? "yes" : "no", word.line, word.column};
    if (word.text.size() == base.size()) return {};
    InetdWord rest = part(word, base.size() + 1);
    return word.text[base.size()] == '/' ? children(rest) : per_minute(rest);
  }

  /// wait.N, nowait.N and, from NetBSD, nowait:N. OpenBSD's and NetBSD's manuals: at most N in one minute;
  /// more shut the service for ten minutes.
  Done per_minute(const InetdWord& word) {
    std::optional<std::uint64_t> number = whole_number(word.text, INT_MAX);
    if (!number) return bad(word, fmt::format("{} is no number of servers a minute", shown(word)));
    if (*number == 0) return {};
    fields_.per_minute = word;
    differs(word,
            fmt::format("more than {} servers in one minute close the door for ten minutes (xinetd would "
                        "serve them without a limit)",
                        *number));
    return {};
  }

  /// FreeBSD's manual: /max-child[/max-connections-per-ip-per-minute[/max-child-per-ip]]; 0: no limit.
  Done children(const InetdWord& word) {
    std::array<std::optional<InetdWord>*, 3> into = {&fields_.instances, nullptr, &fields_.per_source};
    InetdWord rest = word;
    for (std::size_t i = 0; i < into.size() && (i == 0 || !rest.text.empty()); ++i) {
      InetdWord number = rest;
      rest = cut(number, number.text.find('/'));
      std::optional<std::uint64_t> value = whole_number(number.text, INT_MAX);
      if (!value) return bad(number, fmt::format("{} is no number of servers", shown(number)));
      if (*value == 0) continue;
      if (into[i] == nullptr)
        return bad(number,
                   "how often one address calls in a minute cannot be limited; the number behind the next "
                   "/ limits how many servers it may have at once");
      *into[i] = number;
    }
    if (!rest.text.empty()) return bad(rest, fmt::format("{} is one number too many", shown(rest)));
    differs(word,
            "the numbers limit how many servers run at once, of the service and of one address (xinetd would "
            "serve them without a limit)");
    return {};
  }

  /// user, user:group, user.group; FreeBSD's login class (behind a '/') has no meaning elsewhere.
  Done user() {
    fields_.user = words_[4];
    InetdWord login_class = cut(fields_.user, fields_.user.text.find('/'));
    if (!login_class.text.empty())
      warn(login_class, fmt::format("there are no login classes here; {} is ignored", shown(login_class)));
    std::size_t colon = fields_.user.text.find(':');
    std::size_t dot = fields_.user.text.find('.');
    if (colon != std::string::npos)
      differs(fields_.user, "the group behind the ':' is the server's (xinetd would drop the service)");
    else if (dot != std::string::npos && !world_.user(fields_.user.text))
      colon = dot;
    if (colon != std::string::npos) fields_.group = cut(fields_.user, colon);
    if (fields_.user.text.empty()) return bad(words_[4], "the user has no name");
    if (fields_.group && fields_.group->text.empty()) return bad(words_[4], "the group has no name");
    return {};
  }

  Done server() {
    if (same_word(words_[5].text, "internal")) return {};
    fields_.server = words_[5];
    if (!words_[5].text.starts_with('/'))
      return bad(words_[5],
                 fmt::format("Server {} is not executable: its path must begin with /", shown(words_[5])));
    fields_.args.assign(words_.begin() + static_cast<std::ptrdiff_t>(field_names.size()), words_.end());
    if (!fields_.args.empty()) return {};
    differs(words_[5],
            "the server's own name stands for the missing arguments (xinetd would start it without even "
            "a name)");
    return {};
  }

  const std::vector<InetdWord>& words_;
  const SourceFile& file_;
  World& world_;
  Reporter& reporter_;
  InetdFields fields_;
};

}  // namespace

std::expected<InetdFields, std::string> read_inetd_fields(const std::vector<InetdWord>& words,
                                                          const SourceFile& file,
                                                          const std::vector<InetdWord>& default_hosts,
                                                          World& world, Reporter& reporter) {
  return FieldReader(words, file, world, reporter).read(default_hosts);
}

std::optional<std::vector<InetdWord>> inetd_hosts(const InetdWord& list) {
  std::vector<InetdWord> out;
  InetdWord rest = list;
  for (bool more = true; more;) {
    InetdWord host = rest;
    std::size_t comma = host.text.find(',');
    more = comma != std::string::npos;
    rest = cut(host, comma);
    if (host.text.starts_with('[') && host.text.ends_with(']')) host = part(host, 1, host.text.size() - 2);
    if (host.text.empty()) return std::nullopt;
    out.push_back(std::move(host));
  }
  return out;
}

bool looks_like_inetd_entry(const std::vector<InetdWord>& words) {
  return words.size() >= 4 && value_of(socket_type_keywords, words[1].text) &&
         !wait_word(words[3].text).empty();
}

}  // namespace rouse::config
