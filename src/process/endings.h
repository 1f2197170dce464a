// Endings: when the bell of the book rings, every server that has ended is taken out of it, and whoever
// started it is told. One for each steward.
#pragma once

#include <vector>

#include "loop/channel.h"
#include "loop/task.h"
#include "process/book.h"

namespace rouse::process {

/// Whoever starts servers and wants to know how they end.
class Parent {
 public:
  virtual ~Parent() = default;
  /// Its server has ended. The slot is released when this returns.
  virtual void ended(const Ending& ending) = 0;
};

class Endings {
 public:
  /// `book` must outlive this.
  Endings(loop::Loop& loop, Book& book);

  /// The server that has just been started in `slot` is `parent`'s, which must outlive this.
  void expect(SlotNumber slot, Parent& parent);
  /// From now on parents are told; an end that nobody expects is passed over. Once.
  void attend() { tasks_.start(attend_bell()); }

 private:
  loop::Task attend_bell();

  Book& book_;
  loop::Channel bell_;
  std::vector<Parent*> parents_;  // by slot number
  loop::Tasks tasks_;
};

}  // namespace rouse::process
