#include "gates/smtp/trace.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::smtp {
namespace {

constexpr Time new_year{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

TEST(SmtpTrace, WritesDatesAsRfc5322) {
  EXPECT_EQ(date_text(new_year + std::chrono::seconds{3661}), "Thu, 01 Jan 2026 01:01:01 +0000");
}

TEST(SmtpTrace, TellsHowButNotAsWhomTheMessageCame) {
  const Arrival arrival{.client_name = "laptop",
                        .client = *IpAddress::parse("10.0.0.5"),
                        .host = "mail.company.com",
                        .extended = true,
                        .tls = true,
                        .logged_in = true,
                        .at = new_year};
  EXPECT_EQ(received_line(arrival),
            "Received: from laptop ([10.0.0.5])\r\n"
            "\tby mail.company.com with ESMTPSA; Thu, 01 Jan 2026 00:00:00 +0000\r\n");
}

TEST(SmtpTrace, MarksIpv6Addresses) {
  const Arrival arrival{.client_name = "a",
                        .client = *IpAddress::parse("2001:db8::1"),
                        .host = "b",
                        .extended = false,
                        .tls = false,
                        .logged_in = false,
                        .at = new_year};
  EXPECT_NE(received_line(arrival).find("([IPv6:2001:db8::1])\r\n\tby b with SMTP;"),
            std::string::npos);
}

TEST(SmtpTrace, KeepsTheNullSender) { EXPECT_EQ(return_path_line(""), "Return-Path: <>\r\n"); }

}  // namespace
}  // namespace gatehouse::gates::smtp
