#include "warm/suitability.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <string_view>
#include <system_error>

#include "base/text.h"
#include "sys/executable.h"
#include "sys/stamp.h"
#include "warm/script_line.h"

namespace rouse::warm {

namespace {

constexpr std::size_t scripts_most = 5;  // one after the other; the kernel follows no more
constexpr std::string_view own_path = "/proc/self/exe";

ReadAt reader_of(const sys::Executable& program) {
  return [fd = program.file.raw()](std::uint64_t offset, std::span<std::byte> room) {
    return sys::read_at(fd, offset, room);
  };
}

std::string head_of(const sys::Executable& program) {
  std::string head(script_line_most, '\0');
  head.resize(sys::read_at(program.file.raw(), 0, std::as_writable_bytes(std::span(head))));
  return head;
}

std::string unopened(const Error& error) {
  if (error.call == "execute") return fmt::format("{} is no executable file", escaped(error.thing));
  return fmt::format("{} cannot be read: {}", escaped(error.thing),
                     std::generic_category().message(error.code));
}

/// What makes the loader ignore LD_PRELOAD. Of a script the kernel ignores it, as of all that is not executed
/// itself.
std::optional<std::string_view> more_rights(const sys::Executable& program) {
  if ((program.mode & S_ISUID) != 0) return "is setuid";
  if ((program.mode & S_ISGID) != 0) return "is setgid";
  if (program.has_capabilities) return "has file capabilities";
  return std::nullopt;
}

/// Two paths may lead to one loader.
bool same_loader(const std::string& one, const std::string& other) {
  if (one == other) return true;
  Result<sys::FileStamp> first = sys::stamp_of(one), second = sys::stamp_of(other);
  return first && second && first->same_file(*second);
}

/// Why the program itself cannot be parked, as what comes after its name; empty: it can.
std::string obstacle_of(const sys::Executable& program, const Elf& own) {
  if (auto why = more_rights(program)) return std::string(*why);
  std::expected<Elf, std::string_view> elf = read_elf(reader_of(program));
  if (!elf) return std::string(elf.error());
  if (elf->machine != own.machine) return "is a program of another machine";
  if (elf->loader.empty()) return "is a static program";
  if (own.loader.empty()) return "cannot be compared with roused, which has no dynamic loader";
  if (same_loader(elf->loader, own.loader)) return {};
  return fmt::format("is started by {}, not by {} as roused is", escaped(elf->loader), own.loader);
}

/// env starts another program in its place: what is parked is env, before it has done that.
std::string caveat_of(const std::string& program) {
  if (program.substr(program.rfind('/') + 1) != "env") return {};
  return fmt::format(
      "{} is what would park, and would start its program anew for each caller: name that program by its own "
      "path",
      escaped(program));
}

void judge(Suitability& out, const sys::Executable& program, const Elf& own) {
  const std::string& path = out.files.back();
  std::string why = obstacle_of(program, own);
  if (!why.empty()) out.obstacle = fmt::format("{} {}", escaped(path), why);
  out.caveat = caveat_of(path);
}

Elf read_own_program() {
  Result<sys::Executable> program = sys::open_executable(std::string(own_path));
  return program ? read_elf(reader_of(*program)).value_or(Elf{}) : Elf{};
}

}  // namespace

const Elf& own_program() {
  static const Elf own = read_own_program();
  return own;
}

Suitability look_at_server(const std::string& path, const Elf& own) {
  Suitability out{.files = {path}, .obstacle = {}, .caveat = {}};
  while (out.files.size() <= scripts_most + 1) {
    Result<sys::Executable> program = sys::open_executable(out.files.back());
    if (!program) {
      out.obstacle = unopened(program.error());
      return out;
    }
    std::string head = head_of(*program);
    if (!is_script(head)) {
      judge(out, *program, own);
      return out;
    }
    std::optional<std::string_view> interpreter = interpreter_in(head);
    if (!interpreter || !interpreter->starts_with('/')) {
      out.obstacle =
          fmt::format("{} has no absolute path of an interpreter behind #!", escaped(out.files.back()));
      return out;
    }
    out.files.emplace_back(*interpreter);
  }
  out.files.pop_back();
  out.obstacle =
      fmt::format("{} is a script of a script, and so on, more than {} deep", escaped(path), scripts_most);
  return out;
}

}  // namespace rouse::warm
