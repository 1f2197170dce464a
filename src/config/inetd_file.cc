#include "config/inetd_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "config/lexer.h"

namespace rouse::config {

namespace {

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

bool is_blank(std::string_view line) { return trimmed(line).empty(); }
bool is_comment(std::string_view line) { return trimmed(line).starts_with('#'); }

std::vector<InetdWord> words_of(std::string_view line, int number) {
  std::vector<InetdWord> out;
  for (const Token& token : tokens(line)) out.push_back({std::string(token.text), number, token.column});
  return out;
}

/// Whole lines, one after the other.
class Lines {
 public:
  Lines(const SourceFile& file, World& world, Reporter& reporter)
      : file_(file), world_(world), reporter_(reporter) {}

  std::vector<InetdLine> read() {
    std::vector<InetdLine> out;
    while (at_ < file_.size()) out.push_back(next());
    return out;
  }

 private:
  std::string_view text(int number) const { return file_.line(number).text; }

  InetdLine next() {
    InetdLine line;
    line.first = line.last = ++at_;
    if (is_blank(text(at_))) return line;
    line.kind = InetdKind::comment;
    if (is_comment(text(at_))) return line;
    line.kind = InetdKind::fault;
    std::vector<InetdWord> words;
    if (!take(words, line)) return line;
    line.name = words.front().text;
    while (continues(words)) {
      ++at_;
      if (!take(words, line)) return line;
    }
    if (words.size() == 1 && words.front().text.ends_with(':')) return hosts(words.front(), std::move(line));
    return entry(words, std::move(line));
  }

  /// The words of the line at hand, behind those that are there; false when it cannot be read.
  bool take(std::vector<InetdWord>& words, InetdLine& line) {
    line.last = at_;
    std::string_view here = text(at_);
    if (file_.line(at_).too_long())
      return refuse(line, 0,
                    fmt::format("the line has {} bytes, more than {}", here.size(), line_limit_bytes));
    auto control = std::ranges::find_if(here, is_control);
    if (control != here.end())
      return refuse(line, static_cast<int>(control - here.begin()) + 1, "the line holds a control character");
    std::ranges::move(words_of(here, at_), std::back_inserter(words));
    return true;
  }

  bool refuse(InetdLine& line, int column, std::string problem) {
    reporter_.say(Severity::error, {&file_, at_, column}, problem + "; the service of this line is dropped");
    line.problem = std::move(problem);
    if (line.name.empty()) line.name = fmt::format("(line {})", line.first);
    return false;
  }

  /// The inetds of the BSDs go on in a line that begins with a blank, others after a '\' at the end. An entry
  /// of its own that is merely indented is none of these.
  bool continues(std::vector<InetdWord>& words) {
    bool backslash = words.size() > 1 && words.back().text == "\\";
    if (backslash) words.pop_back();
    if (at_ == file_.size() || is_blank(text(at_ + 1)) || is_comment(text(at_ + 1))) return false;
    std::string_view below = text(at_ + 1);
    bool indented = below.front() == ' ' || below.front() == '\t';
    if (!backslash && (!indented || looks_like_inetd_entry(words_of(below, at_ + 1)))) return false;
    reporter_.say(Severity::difference, {&file_, at_ + 1, 0},
                  "this line goes on with the one above (xinetd would take it for another entry)");
    return true;
  }

  InetdLine hosts(InetdWord list, InetdLine line) {
    list.text.pop_back();
    std::optional<std::vector<InetdWord>> hosts = inetd_hosts(list);
    if (!hosts) {
      refuse(line, list.column, fmt::format("an address is missing in {}:", escaped(list.text, shown_bytes)));
      return line;
    }
    line.hosts = hosts_ = std::move(*hosts);
    line.kind = InetdKind::hosts;
    return line;
  }

  InetdLine entry(const std::vector<InetdWord>& words, InetdLine line) {
    auto fields = read_inetd_fields(words, file_, hosts_, world_, reporter_);
    if (fields) {
      line.kind = InetdKind::entry;
      line.fields = std::move(*fields);
    } else {
      line.problem = fields.error();
    }
    return line;
  }

  const SourceFile& file_;
  World& world_;
  Reporter& reporter_;
  std::vector<InetdWord> hosts_;  // of lines that name none
  int at_ = 0;
};

/// What each port is used for: two lines for one address would fight for it.
class Claims {
 public:
  Claims(const SourceFile& file, Reporter& reporter) : file_(file), reporter_(reporter) {}

  /// Where a tcp6 line stands beside a tcp line, the latter means IPv4, as in the inetds where one needs
  /// both.
  void note_ipv6(const InetdFields& fields) {
    if (fields.family != InetdFamily::v6) return;
    for (const std::string& key : keys(fields)) ipv6_.emplace(key, fields.service.line);
  }

  void settle_family(InetdFields& fields) {
    if (fields.family != InetdFamily::plain || fields.is_unix()) return;
    for (const std::string& key : keys(fields)) {
      auto twin = ipv6_.find(key);
      if (twin == ipv6_.end()) continue;
      fields.family = InetdFamily::v4;
      return reporter_.say(
          Severity::difference, place(fields.protocol),
          fmt::format("{} is IPv4 here, because line {} is about IPv6 (xinetd would serve both by "
                      "this line and drop the other)",
                      fields.protocol.text, twin->second));
    }
  }

  /// False, and told, when an earlier line has one of its addresses.
  bool claim(InetdLine& line) {
    const InetdFields& fields = *line.fields;
    for (const std::string& key : keys(fields)) {
      Claim& claimed = claims_[key];
      if ((claimed.families & families(fields)) != 0) {
        line.problem = fmt::format("line {} already serves {} there", claimed.line,
                                   escaped(fields.service.text, shown_bytes));
        reporter_.say(Severity::error, place(fields.service),
                      line.problem + "; the service of this line is dropped");
        return false;
      }
      claimed = {claimed.families | families(fields), fields.service.line};
    }
    return true;
  }

 private:
  struct Claim {
    unsigned families = 0;
    int line = 0;
  };

  Place place(const InetdWord& word) const { return {&file_, word.line, word.column}; }

  static unsigned families(const InetdFields& fields) {
    if (fields.family == InetdFamily::v4) return 1;
    return fields.family == InetdFamily::v6 ? 2 : 3;
  }

  static std::vector<std::string> keys(const InetdFields& fields) {
    std::string service = fmt::format("{} {} {}", fields.protocol.text, fields.service.text,
                                      fields.rpc_versions ? fields.rpc_versions->text : "");
    std::vector<std::string> out;
    for (const InetdWord& host : fields.hosts) out.push_back(service + " " + host.text);
    if (out.empty()) out.push_back(service + " *");
    return out;
  }

  const SourceFile& file_;
  Reporter& reporter_;
  std::unordered_map<std::string, int> ipv6_;  // key -> line
  std::unordered_map<std::string, Claim> claims_;
};

}  // namespace

std::vector<InetdLine> read_inetd_file(const SourceFile& file, World& world, Reporter& reporter) {
  std::vector<InetdLine> lines = Lines(file, world, reporter).read();
  Claims claims(file, reporter);
  for (const InetdLine& line : lines)
    if (line.fields) claims.note_ipv6(*line.fields);
  for (InetdLine& line : lines) {
    if (!line.fields) continue;
    claims.settle_family(*line.fields);
    if (!claims.claim(line)) line.kind = InetdKind::fault;
  }
  return lines;
}

}  // namespace rouse::config
