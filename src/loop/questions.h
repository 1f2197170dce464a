// Questions: what another process was asked, by number, and who waits for its answers.
//
//   Questions<Answer>::Open question(questions_);      // in the frame that waits; forgotten with it
//   ... send question.number() ...
//   bool answered = co_await question.answered_until(deadline);
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>

#include "loop/flag.h"

namespace rouse::loop {

template <class Answer>
class Questions {
 public:
  explicit Questions(Loop& loop) : loop_(loop) {}
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

  /// One that has been asked and not been given up.
  class Open {
   public:
    explicit Open(Questions& all) : all_(all), number_(++all.last_number_), answered_(all.loop_) {
      all_.open_.emplace(number_, this);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { all_.open_.erase(number_); }

    std::uint32_t number() const { return number_; }
    /// False: the deadline came first.
    TimedWait answered_until(Instant deadline) { return answered_.raised_until(deadline); }
    /// Nothing before it was answered.
    std::optional<Answer> answer() const { return answer_; }

   private:
    friend class Questions;
    void take(const Answer& answer) {
      if (!answer_) answer_ = answer;
      answered_.raise();
    }

    Questions& all_;
    std::uint32_t number_;
    Flag answered_;
    std::optional<Answer> answer_;
  };

  /// Does anybody still wait for this answer?
  bool is_open(std::uint32_t number) const { return open_.contains(number); }
  /// The first answer counts. One to a question that nobody asked, or nobody waits for any more, is ignored.
  void answer(std::uint32_t number, const Answer& answer) {
    auto found = open_.find(number);
    if (found != open_.end()) found->second->take(answer);
  }
  /// The same answer to everybody: whoever was asked is gone.
  void answer_all(const Answer& answer) {
    for (auto& [number, question] : open_) question->take(answer);
  }

 private:
  Loop& loop_;
  std::uint32_t last_number_ = 0;
  std::unordered_map<std::uint32_t, Open*> open_;
};

}  // namespace rouse::loop
