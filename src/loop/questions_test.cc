#include "loop/questions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fakes/loop.h"
#include "loop/co.h"
#include "loop/task.h"

namespace rouse::loop {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

Task ask(Questions<std::string>& questions, Words& heard, Instant deadline) {
  Questions<std::string>::Open question(questions);
  bool answered = co_await question.answered_until(deadline);
  heard.push_back(std::to_string(question.number()) + (answered ? ": " + *question.answer() : " silence"));
}

class QuestionsTest : public fakes::LoopTest {
 protected:
  void ask_one() { tasks.start(ask(questions, heard, clock.now() + seconds(10))); }

  Questions<std::string> questions{*loop};
  Words heard;
  Tasks tasks{*loop};
};

TEST_F(QuestionsTest, EachGetsItsOwnAnswer) {
  ask_one();
  ask_one();
  questions.answer(2, "two");
  questions.answer(1, "one");
  settle();
  EXPECT_EQ(heard.size(), 2U);
  EXPECT_NE(std::ranges::find(heard, "1: one"), heard.end());
  EXPECT_NE(std::ranges::find(heard, "2: two"), heard.end());
}

TEST_F(QuestionsTest, TheFirstAnswerCounts) {
  ask_one();
  questions.answer(1, "yes");
  questions.answer(1, "no");
  settle();
  EXPECT_EQ(heard, Words{"1: yes"});
}

TEST_F(QuestionsTest, AnswersThatNobodyWaitsForAreIgnored) {
  questions.answer(1, "before");
  ask_one();
  questions.answer(7, "to nobody");
  settle();
  EXPECT_EQ(heard, Words());
  advance(seconds(10));
  questions.answer(1, "too late");
  ask_one();
  tasks.cancel_all();
  questions.answer(2, "to somebody who left");
  settle();
  EXPECT_EQ(heard, Words{"1 silence"});
}

TEST_F(QuestionsTest, WhenTheOtherSideIsGoneNobodyWaitsOn) {
  ask_one();
  ask_one();
  questions.answer_all("gone");
  settle();
  EXPECT_EQ(heard.size(), 2U);
}

}  // namespace
}  // namespace rouse::loop
