#include "web/metrics.h"

#include <gtest/gtest.h>

#include "settings/text.h"

namespace gatehouse::web {
namespace {

Answer answer(std::string_view text) {
  return {.code = 201, .words = "OK", .value = *settings::read(text)};
}

TEST(Metrics, AreTextOfPrometheus) {
  const auto text = metrics_text(
      answer("{Totals=({Service=IMAP;Method=PLAIN;Result=\"wrong password\";Count=#3;});}"),
      answer("{Version=\"0.1\";UpTime=#60;BlockedAddresses=#2;ClosedSources=#1;LockedAccounts=#4;"
             "Domains=#5;TrailWritable=YES;Logins={IMAP=#12;};Warnings=(x);"
             "Certificates=({Domain=\"a.test\";Key=EC;NotAfter=#T01-01-1970_00:01:00;},"
             "{Domain=\"a.test\";Key=EC;NotAfter=#T01-01-1971_00:01:00;});}"));
  EXPECT_EQ(text,
            R"(# HELP gatehouse_logins_total Logins since the start, by service, method and result.
# TYPE gatehouse_logins_total counter
gatehouse_logins_total{service="IMAP",method="PLAIN",result="wrong password"} 3
# HELP gatehouse_logged_in Connections and sessions that are logged in now, by service.
# TYPE gatehouse_logged_in gauge
gatehouse_logged_in{service="IMAP"} 12
# HELP gatehouse_certificate_end_timestamp_seconds When certificates of domains end; those that end first.
# TYPE gatehouse_certificate_end_timestamp_seconds gauge
gatehouse_certificate_end_timestamp_seconds{domain="a.test",key="EC"} 60
# HELP gatehouse_blocked_addresses Addresses that are blocked for a time.
# TYPE gatehouse_blocked_addresses gauge
gatehouse_blocked_addresses 2
# HELP gatehouse_closed_sources Addresses and networks from where too many logins failed.
# TYPE gatehouse_closed_sources gauge
gatehouse_closed_sources 1
# HELP gatehouse_locked_accounts Accounts that are locked after failed logins.
# TYPE gatehouse_locked_accounts gauge
gatehouse_locked_accounts 4
# HELP gatehouse_domains Domains of the site.
# TYPE gatehouse_domains gauge
gatehouse_domains 5
# HELP gatehouse_audit_trail_writable 1: the audit trail can be written.
# TYPE gatehouse_audit_trail_writable gauge
gatehouse_audit_trail_writable 1
# HELP gatehouse_warnings Things that call for a look, as GETSITESTATUS lists them.
# TYPE gatehouse_warnings gauge
gatehouse_warnings 1
# HELP gatehouse_uptime_seconds How long the server is up.
# TYPE gatehouse_uptime_seconds gauge
gatehouse_uptime_seconds 60
# HELP gatehouse_build_info The server's version.
# TYPE gatehouse_build_info gauge
gatehouse_build_info{version="0.1"} 1
)");
}

TEST(Metrics, QuoteWhatALabelMayNotHold) {
  const auto text = metrics_text(
      answer(R"({Totals=({Service="a\"b\\c\ed";Method=M;Result=R;Count=#1;});})"), answer("{}"));
  EXPECT_TRUE(text.contains("{service=\"a\\\"b\\\\c\\nd\",")) << text;
}

}  // namespace
}  // namespace gatehouse::web
