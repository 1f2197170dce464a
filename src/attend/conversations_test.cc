#include "attend/conversations.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include "fakes/attendant.h"

namespace rouse::attend {
namespace {

class ConversationsTest : public fakes::AttendantTest {
 protected:
  ~ConversationsTest() override { service->talks.cancel_all(); }

  void serve(config::ServiceConfig config) {
    service->config = std::make_shared<const config::ServiceConfig>(std::move(config));
    service->attended_as = 7;
  }
  void serve_echo() {
    config::ServiceConfig echo;
    echo.name = echo.id = "echo";
    serve(echo);
  }
  void serve_redirect() {
    config::ServiceConfig redirect;
    redirect.name = redirect.id = "redirect";
    redirect.redirect = {.host = "behind", .port = 80};
    serve(redirect);
  }
  void lead_to(const Fd& door) {
    Order order{.kind = OrderKind::targets, .number = 7, .question = 1, .target_count = 1};
    order.targets[0] = wire_peer(*sys::local_of(door.raw()));
    targets.take(order);
    settle();
  }
  void let_in(Fd caller) {
    EXPECT_TRUE(conversations.answer(listen::Place(places, service, peer), caller, peer, std::nullopt));
    settle();
  }
  /// One caller more behind the same connection.
  Fd another() { return Fd(::fcntl(connection.accepted.raw(), F_DUPFD_CLOEXEC, 0)); }
  std::vector<Report> reports() {
    std::vector<Report> out(reports_most);
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(out)), none);
    out.resize(size ? *size / sizeof(Report) : 0);
    return out;
  }
  /// What one of `count` more idle callers takes.
  std::size_t bytes_each(std::size_t count) {
    std::size_t before = ::mallinfo2().uordblks;
    for (std::size_t i = 0; i < count; ++i) let_in(another());
    EXPECT_EQ(service->talks.size(), count + 1);
    return (::mallinfo2().uordblks - before) / count;
  }

  const net::Endpoint peer{*net::Address::parse("10.0.0.7"), 4711};
  MuxDirectory directory;
  Switchboard::ServicesByNumber services;
  Switchboard switchboard{{*loop, reporter, scratch, services, directory, admission}};
  RedirectTargets targets{*loop, reporter};
  Conversations conversations{{*loop, reporter, log, descriptors, scratch, targets, switchboard}};
  std::shared_ptr<listen::Service> service = std::make_shared<listen::Service>(*loop, nullptr);
};

TEST_F(ConversationsTest, AConversationIsToldFromItsBeginningToItsEndAndKeepsItsPlace) {
  serve_echo();
  let_in(std::move(connection.accepted));
  EXPECT_EQ(service->running, 1U);
  fakes::say(connection.connected, "hello");
  EXPECT_EQ(hear_bytes(connection.connected, 5), "hello");
  advance(std::chrono::seconds(3));
  connection.connected.reset();
  while (service->running > 0) loop->turn(0);
  settle();
  std::vector<Report> begun = reports();
  std::vector<Report> ended = reports();
  ASSERT_EQ(begun.size() + ended.size(), 2U);
  EXPECT_EQ(begun[0].kind, ReportKind::started);
  EXPECT_EQ(ended[0].kind, ReportKind::ended);
  EXPECT_EQ(ended[0].duration_s, 3);
  EXPECT_EQ(peer_of(ended[0].peer), peer);
}

#if defined(__clang__)
constexpr std::size_t echo_limit_bytes = 400, redirect_limit_bytes = 1000;  // clang keeps more in a frame
#else
constexpr std::size_t echo_limit_bytes = 272, redirect_limit_bytes = 528;
#endif

// The promise of 10,000 conversations in less than 20 MB: an idle one is its frame, nothing else.
TEST_F(ConversationsTest, AnIdleConversationIsSmall) {
  if (::mallinfo2().uordblks == 0) GTEST_SKIP() << "another allocator";
  serve_echo();
  let_in(another());
  std::size_t each = bytes_each(480);
  RecordProperty("bytes_per_idle_echo", static_cast<int>(each));
  EXPECT_LE(each, echo_limit_bytes);
  EXPECT_GE(each, 64U);
}

TEST_F(ConversationsTest, AnIdleRedirectIsNotMuchLarger) {
  if (::mallinfo2().uordblks == 0) GTEST_SKIP() << "another allocator";
  Fd door = fakes::open_door();
  ASSERT_TRUE(sys::listen(door.raw(), 128));
  serve_redirect();
  let_in(another());
  lead_to(door);
  std::size_t each = bytes_each(100);
  RecordProperty("bytes_per_idle_redirect", static_cast<int>(each));
  EXPECT_LE(each, redirect_limit_bytes);
}

}  // namespace
}  // namespace rouse::attend
