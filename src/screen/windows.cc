#include "screen/windows.h"

#include <newt.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "screen/width.h"

namespace rouse::screen {

namespace {

// The measures of ntsysv's list (reference/sysv.md 5.1).
constexpr int low_screen_rows = 25, low_list_rows = 8, rows_around_list = 17;
/// Of a window with a list: borders, shadow, margins, the scroll bar with its gap, "[*] ".
constexpr int columns_around_labels = 16;
constexpr int box_columns = 4;
/// Of a window with a text.
constexpr int rows_around_text = 12, text_columns = 40, text_flex = 5;

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

struct Size {
  int columns = 0, rows = 0;
};

Size screen_size() {
  Size out;
  ::newtGetScreenSize(&out.columns, &out.rows);
  return out;
}

/// newt takes texts as `char*` and changes none.
char* text(const std::string& text) { return const_cast<char*>(text.c_str()); }

/// A label or title that leaves a window its borders, however long it was.
std::string held_by_screen(const std::string& text) {
  return fitted(text, std::min(width_of(text), std::max(screen_size().columns - columns_around_labels, 1)));
}

/// A form in a window of its own, which go together. F12 and Esc leave any form.
class Window {
 public:
  Window(newtGrid grid, const std::string& title) : form_(::newtForm(nullptr, nullptr, 0)) {
    ::newtGridWrappedWindow(grid, text(held_by_screen(title)));
    ::newtGridAddComponentsToForm(grid, form_, 1);
    ::newtGridFree(grid, 1);
  }
  ~Window() {
    ::newtFormDestroy(form_);
    ::newtPopWindow();
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  newtComponent form() const { return form_; }
  /// How a person leaves the form the next time. A terminal that has gone counts as Esc.
  newtExitStruct run() const {
    newtExitStruct end{};
    ::newtFormRun(form_, &end);
    if (end.reason == newtExitStruct::NEWT_EXIT_ERROR) {
      end.reason = newtExitStruct::NEWT_EXIT_HOTKEY;
      end.u.key = NEWT_KEY_ESCAPE;
    }
    return end;
  }

 private:
  newtComponent form_;
};

bool is_key(const newtExitStruct& end, int key) {
  return end.reason == newtExitStruct::NEWT_EXIT_HOTKEY && end.u.key == key;
}
bool is_component(const newtExitStruct& end, newtComponent component) {
  return end.reason == newtExitStruct::NEWT_EXIT_COMPONENT && end.u.co == component;
}

struct Buttons {
  newtComponent first = nullptr, last = nullptr;
  newtGrid bar = nullptr;
};

Buttons make_buttons(const std::string& first, const std::string& last) {
  Buttons out;
  out.bar = ::newtButtonBar(text(first), &out.first, text(last), &out.last, nullptr);
  return out;
}

/// The boxes, of which some rows are seen at a time, and what moves them.
struct Boxes {
  newtComponent list = nullptr, bar = nullptr;
  std::vector<newtComponent> all;

  std::size_t current() const {
    auto found = std::ranges::find(all, ::newtFormGetCurrent(list));
    return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
  }
  std::vector<bool> states() const {
    std::vector<bool> out;
    for (newtComponent box : all) out.push_back(::newtCheckboxGetValue(box) == '*');
    return out;
  }
};

Boxes make_boxes(const Checklist& list) {
  Size screen = screen_size();
  std::vector<std::string> labels = list.labels(screen.columns - columns_around_labels);
  int rows = screen.rows <= low_screen_rows ? low_list_rows : screen.rows - rows_around_list;
  Boxes out;
  out.bar = ::newtVerticalScrollbar(-1, -1, rows, NEWT_COLORSET_CHECKBOX, NEWT_COLORSET_ACTCHECKBOX);
  out.list = ::newtForm(out.bar, nullptr, 0);
  ::newtFormSetBackground(out.list, NEWT_COLORSET_CHECKBOX);
  ::newtFormSetHeight(out.list, rows);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    out.all.push_back(::newtCheckbox(-1, static_cast<int>(row), labels[row].c_str(),
                                     list.rows()[row].on ? '*' : ' ', nullptr, nullptr));
    ::newtFormAddComponent(out.list, out.all.back());
    ::newtFormSetWidth(out.list, box_columns + width_of(labels[row]));
  }
  return out;
}

newtGrid beside_each_other(newtComponent list, newtComponent bar) {
  newtGrid out = ::newtCreateGrid(2, 1);
  ::newtGridSetField(out, 0, 0, NEWT_GRID_COMPONENT, list, 0, 0, 1, 0, 0, 0);
  ::newtGridSetField(out, 1, 0, NEWT_GRID_COMPONENT, bar, 0, 0, 0, 0, 0, 0);
  return out;
}

}  // namespace

Result<std::unique_ptr<Windows>> Windows::open() {
  for (int standard : {STDIN_FILENO, STDOUT_FILENO})
    if (::isatty(standard) != 1) return failed("isatty");
  if (::newtInit() != 0) return failed("newtInit", 0, {});
  ::newtCls();
  return std::unique_ptr<Windows>(new Windows);
}

Windows::~Windows() { ::newtFinished(); }

void Windows::write(int row, const std::string& line) { ::newtDrawRootText(0, row, line.c_str()); }

void Windows::help(const std::string& line) { ::newtPushHelpLine(line.c_str()); }

std::optional<std::vector<bool>> Windows::check(const Checklist& list, const CheckWords& words,
                                                const std::function<void(std::size_t)>& explain) {
  Boxes boxes = make_boxes(list);
  Buttons buttons = make_buttons(words.accept, words.cancel);
  newtComponent question =
      ::newtTextboxReflowed(-1, -1, text(words.question), width_of(words.question), 0, 0, 0);
  Window window(::newtGridBasicWindow(question, beside_each_other(boxes.list, boxes.bar), buttons.bar),
                words.title);
  ::newtFormAddHotKey(window.form(), NEWT_KEY_F1);
  for (char letter : letters) ::newtFormAddHotKey(window.form(), letter);
  while (true) {
    newtExitStruct end = window.run();
    if (is_key(end, NEWT_KEY_F12) || is_component(end, buttons.first)) return boxes.states();
    if (is_key(end, NEWT_KEY_ESCAPE) || is_component(end, buttons.last)) return std::nullopt;
    if (is_key(end, NEWT_KEY_F1)) {
      explain(boxes.current());
    } else if (end.reason == newtExitStruct::NEWT_EXIT_HOTKEY) {
      std::optional<std::size_t> row = list.next_with(static_cast<char>(end.u.key), boxes.current());
      if (!row) continue;
      ::newtFormSetCurrent(window.form(), boxes.list);
      ::newtFormSetCurrent(boxes.list, boxes.all[*row]);
    }
  }
}

std::optional<std::size_t> Windows::choose(const Menu& menu, std::size_t chosen) {
  int most = std::max(screen_size().rows - rows_around_list + low_list_rows, 1);
  int rows = std::min(static_cast<int>(menu.entries.size()), most);
  bool scrolls = rows < static_cast<int>(menu.entries.size());
  newtComponent list = ::newtListbox(-1, -1, rows, NEWT_FLAG_RETURNEXIT | (scrolls ? NEWT_FLAG_SCROLL : 0));
  for (const std::string& entry : menu.entries)
    ::newtListboxAppendEntry(list, held_by_screen(entry).c_str(), &entry);
  ::newtListboxSetCurrent(list, static_cast<int>(chosen));
  Buttons buttons = make_buttons(menu.run, menu.quit);
  newtGrid grid = ::newtCreateGrid(1, 2);
  ::newtGridSetField(grid, 0, 0, NEWT_GRID_COMPONENT, list, 2, 0, 2, 0, 0, 0);
  ::newtGridSetField(grid, 0, 1, NEWT_GRID_SUBGRID, buttons.bar, 1, 1, 0, 0, 0, 0);
  Window window(grid, menu.title);
  newtExitStruct end = window.run();
  if (is_key(end, NEWT_KEY_ESCAPE) || is_component(end, buttons.last)) return std::nullopt;
  const auto* entry = static_cast<const std::string*>(::newtListboxGetCurrent(list));
  return static_cast<std::size_t>(entry - menu.entries.data());
}

void Windows::tell(const std::string& title, const std::string& message, const std::string& button) {
  int width = 0, rows = 0;
  std::unique_ptr<char, decltype(&std::free)> lines(
      ::newtReflowText(text(message), text_columns, text_flex, text_flex, &width, &rows), &std::free);
  int most = std::max(screen_size().rows - rows_around_text, 1);
  newtComponent box = ::newtTextbox(-1, -1, width, std::min(rows, most), rows > most ? NEWT_FLAG_SCROLL : 0);
  ::newtTextboxSetText(box, lines.get());
  newtComponent leave = nullptr;
  newtGrid bar = ::newtButtonBar(text(button), &leave, nullptr);
  newtGrid grid = ::newtCreateGrid(1, 2);
  ::newtGridSetField(grid, 0, 0, NEWT_GRID_COMPONENT, box, 0, 0, 0, 0, 0, 0);
  ::newtGridSetField(grid, 0, 1, NEWT_GRID_SUBGRID, bar, 0, 1, 0, 0, 0, NEWT_GRID_FLAG_GROWX);
  Window window(grid, title);
  ::newtFormAddHotKey(window.form(), NEWT_KEY_ENTER);  // also while the text has the focus, to be scrolled
  window.run();
}

void Windows::lend(const std::function<void()>& use) {
  ::newtSuspend();
  use();
  ::newtResume();
}

}  // namespace rouse::screen
