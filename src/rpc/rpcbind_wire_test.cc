#include "rpc/rpcbind_wire.h"

#include <gtest/gtest.h>

namespace rouse::rpc {
namespace {

using namespace std::string_literals;

/// "00000001 0a" as bytes.
std::string bytes(std::string_view hexadecimal) {
  std::string out;
  for (std::size_t at = 0; at < hexadecimal.size();) {
    if (hexadecimal[at] == ' ') {
      ++at;
      continue;
    }
    out.push_back(static_cast<char>(std::stoi(std::string(hexadecimal.substr(at, 2)), nullptr, 16)));
    at += 2;
  }
  return out;
}

const std::string accepted = bytes("00000007 00000001 00000000 00000000 00000000 00000000");

TEST(RpcbindWire, ACallIsWhatRfc1833And5531Say) {
  std::string expected = bytes(
      "80000050 00000007 00000000 00000002 000186a0 00000003 00000001"
      "00000000 00000000 00000000 00000000"
      "00030d41 00000002 00000003 74637000 0000000e 302e302e302e302e3135362e36340000 00000000");
  EXPECT_EQ(call_record(7, Procedure::set, {200001, 2, "tcp", "0.0.0.0.156.64"}), expected);
  EXPECT_EQ(call_record(1, Procedure::list),
            bytes("80000028 00000001 00000000 00000002 000186a0 00000003 00000004"
                  "00000000 00000000 00000000 00000000"));
}

TEST(RpcbindWire, AnAnswerIsWholeWhenItsLastFragmentIs) {
  EXPECT_EQ(*whole_answer(bytes("80000002 4142")), "AB");
  EXPECT_EQ(*whole_answer(bytes("00000001 41 80000001 42")), "AB");
  EXPECT_EQ(*whole_answer(bytes("00000001 41")), std::nullopt);
  EXPECT_EQ(*whole_answer(bytes("80000002 41")), std::nullopt);
  EXPECT_EQ(*whole_answer(bytes("8000")), std::nullopt);
}

TEST(RpcbindWire, AnAnswerHasALimit) { EXPECT_EQ(whole_answer(bytes("ffffffff")).error().code, EMSGSIZE); }

TEST(RpcbindWire, OnlyAnAcceptedAnswerToOurCallHasResults) {
  EXPECT_EQ(*results_of(accepted + "1234", 7), "1234");
  EXPECT_EQ(results_of(accepted + "1234", 8).error().code, EPROTO);
  EXPECT_FALSE(results_of(bytes("00000007 00000001 00000001 00000000 00000002 00000002"), 7));  // denied
  EXPECT_FALSE(
      results_of(bytes("00000007 00000001 00000000 00000000 00000000 00000003"), 7));  // no such procedure
  EXPECT_FALSE(results_of(bytes("00000007 00000000 00000000 00000000 00000000 00000000"), 7));  // a call
  EXPECT_FALSE(results_of(accepted.substr(0, 20), 7));
}

TEST(RpcbindWire, AVerifierIsSkipped) {
  EXPECT_EQ(*results_of(bytes("00000007 00000001 00000000 00000001 00000003 61626300 00000000") + "rest"s, 7),
            "rest");
}

TEST(RpcbindWire, YesIsOne) {
  EXPECT_TRUE(*yes_or_no(bytes("00000001")));
  EXPECT_FALSE(*yes_or_no(bytes("00000000")));
  EXPECT_FALSE(yes_or_no(bytes("0000")));
}

TEST(RpcbindWire, AListIsReadToItsEnd) {
  std::string one = bytes("00000001 00030d41 00000002 00000003 74637000 00000003 61626300 00000001 72000000");
  std::vector<Registration> expected{{200001, 2, "tcp", "abc"}};
  EXPECT_EQ(*listed(one + bytes("00000000")), expected);
  EXPECT_EQ(*listed(bytes("00000000")), std::vector<Registration>());
  EXPECT_FALSE(listed(one));
  EXPECT_FALSE(listed(one.substr(0, 20)));
  EXPECT_FALSE(listed(bytes("00000001 00030d41 00000002 ffffffff 74637000")));
}

}  // namespace
}  // namespace rouse::rpc
