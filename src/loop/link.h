// Link, List: an intrusive doubly-linked list whose members take themselves out when they die. Everything the
// loop remembers about a waiter is in such a list, so that destroying a coroutine frame is all that
// cancelling takes.
#pragma once

namespace rouse::loop {

/// A place in at most one List. Not movable: its neighbours point at it.
class Link {
 public:
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link() { unlink(); }

  bool linked() const { return next_ != this; }
  /// Leaves its list, if it is in one.
  void unlink() {
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = this;
  }

 private:
  template <class T>
  friend class List;
  void link_before(Link& other) {
    unlink();
    prev_ = other.prev_;
    next_ = &other;
    prev_->next_ = this;
    other.prev_ = this;
  }

  Link* prev_ = this;
  Link* next_ = this;
};

/// A queue of `T`s (which derive from Link) that it does not own.
template <class T>
class List {
 public:
  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() {
    while (pop_front() != nullptr) {
    }
  }

  bool empty() const { return !head_.linked(); }
  /// Takes `member` out of whatever list it is in and puts it at the end of this one.
  void push_back(T& member) { static_cast<Link&>(member).link_before(head_); }
  /// The first member, unlinked; nullptr when there is none.
  T* pop_front() {
    if (empty()) return nullptr;
    Link* first = head_.next_;
    first->unlink();
    return static_cast<T*>(first);
  }
  /// The first member that is `wanted`, unlinked; nullptr when there is none.
  template <class Wanted>
  T* take_first(Wanted wanted) {
    for (Link* member = head_.next_; member != &head_; member = member->next_) {
      if (!wanted(*static_cast<T*>(member))) continue;
      member->unlink();
      return static_cast<T*>(member);
    }
    return nullptr;
  }
  /// Moves all members of `other` to the end of this list, in their order.
  void take_all(List& other) {
    while (T* member = other.pop_front()) push_back(*member);
  }

 private:
  Link head_;
};

}  // namespace rouse::loop
