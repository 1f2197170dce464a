#include "corpus/verdicts.h"

#include <fstream>
#include <regex>
#include <sstream>

#include "base/text.h"

namespace rouse::corpus {

namespace {

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != std::string::npos; from = at + separator.size())
    out.push_back(text.substr(from, at - from));
  out.push_back(text.substr(from));
  return out;
}

Outcome outcome(const std::string& started, const std::string& messages) {
  static const std::regex line(R"(\[line=(\d+)\])");
  static const std::regex deactivated(R"(Service (\S+) failed to start and is deactivated)");
  Outcome out;
  out.fatal = started == "None";
  if (!out.fatal) out.accepted = whole_number(started).value_or(0);
  for (const std::string& message : split(messages, " | ")) {
    std::smatch found;
    if (std::regex_search(message, found, line)) out.complained.insert(std::stoi(found[1]));
    if (std::regex_search(message, found, deactivated)) {
      out.kept.insert(found[1]);
      ++out.accepted;
    }
  }
  return out;
}

}  // namespace

std::optional<std::vector<Verdict>> read_verdicts(const std::string& corpus) {
  std::ifstream record(corpus + "/xinetd-verdicts.tsv");
  if (!record) return std::nullopt;
  std::vector<Verdict> out;
  std::string row;
  std::getline(record, row);  // the heading
  while (std::getline(record, row)) {
    std::vector<std::string> columns = split(row, "\t");
    if (columns.size() != 9) return std::nullopt;
    Verdict verdict;
    verdict.file = columns[0];
    verdict.as_written = outcome(columns[2], columns[6]);
    if (columns[5] != "-")
      for (std::string& listen : split(columns[5], ",")) verdict.listens.insert(std::move(listen));
    if (columns[7] != "-") verdict.all_enabled = outcome(columns[7], columns[8]);
    out.push_back(std::move(verdict));
  }
  return out;
}

std::string with_all_enabled(std::string text) {
  static const std::regex yes(R"((^|\n)([ \t]*disable[ \t]*=[ \t]*)yes)", std::regex::icase);
  return std::regex_replace(text, yes, "$1$2no");
}

}  // namespace rouse::corpus
