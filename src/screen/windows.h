// Windows: the text screens that people know from ntsysv and setup, on the terminal of this process. Drawn by
// newt, which nothing else includes: what is shown and what was chosen are values.
//
// Tab goes from the list to the buttons, Enter presses one, F12 is the first button and Esc the last.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "screen/checklist.h"

namespace rouse::screen {

struct CheckWords {
  std::string title, question;
  std::string accept, cancel;  // the buttons
};

struct Menu {
  std::string title;
  std::vector<std::string> entries;
  std::string run, quit;  // the buttons
};

class Windows {
 public:
  /// Takes the terminal until the object goes. An error where standard input or output is none.
  static Result<std::unique_ptr<Windows>> open();
  ~Windows();
  Windows(const Windows&) = delete;
  Windows& operator=(const Windows&) = delete;

  /// On the bare screen, behind all windows.
  void write(int row, const std::string& text);
  /// In the last line of the screen.
  void help(const std::string& text);

  /// Lets a person switch boxes: their states, or nothing when he cancels. A letter goes to the next row that
  /// begins with it; F1 calls `explain` with the chosen one.
  std::optional<std::vector<bool>> check(const Checklist& list, const CheckWords& words,
                                         const std::function<void(std::size_t)>& explain);
  /// Lets a person choose one of the entries, of which `chosen` is chosen first; nothing when he quits.
  std::optional<std::size_t> choose(const Menu& menu, std::size_t chosen);
  /// Shows a text until its button is pressed.
  void tell(const std::string& title, const std::string& text, const std::string& button);
  /// Gives the terminal to others for as long as `use` takes.
  void lend(const std::function<void()>& use);

 private:
  Windows() = default;
};

}  // namespace rouse::screen
