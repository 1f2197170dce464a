#include "manual/mdoc.h"

#include <cctype>
#include <vector>

namespace rouse::manual {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

std::string single_blanks(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (!is_blank(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// A hyphen that somebody may copy into a shell must stay one: roff would make a longer dash of it elsewhere.
void append(std::string& out, char c, bool literal) {
  bool begins_a_word = out.empty() || is_blank(out.back()) || out.ends_with("\\-") || out.ends_with("\\fB");
  if (c == '\\')
    out += "\\e";
  else if (c == '-' && (literal || begins_a_word))
    out += "\\-";
  else
    out += c;
}

/// Where `text`, which has single blanks, may go on in the next line: behind the end of a sentence.
std::vector<std::string_view> sentences(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (text[at] != '.' || text[at + 1] != ' ' || !(is_capital(text[at + 2]) || text[at + 2] == '-'))
      continue;
    out.push_back(text.substr(0, at + 1));
    text.remove_prefix(at + 2);
    at = 0;
  }
  if (!text.empty()) out.push_back(text);
  return out;
}

}  // namespace

std::string mdoc_prose(std::string_view text) {
  std::string out, plain = single_blanks(text);
  bool code = false;
  for (std::string_view sentence : sentences(plain)) {
    std::string line;
    for (char c : sentence) {
      if (c != '`') {
        append(line, c, code);
        continue;
      }
      code = !code;
      line += code ? "\\fB" : "\\fR";
    }
    // A line that begins with either is a request to roff.
    if (line.starts_with('.') || line.starts_with('\'')) line.insert(0, "\\&");
    out += line + '\n';
  }
  return out;
}

std::string mdoc_literal(std::string_view text) {
  std::string out;
  for (char c : text) append(out, c, true);
  return out;
}

std::string as_sentence(std::string_view summary) {
  std::string out(summary);
  if (out.empty()) return out;
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  if (!out.ends_with('.')) out += '.';
  return out;
}

}  // namespace rouse::manual
