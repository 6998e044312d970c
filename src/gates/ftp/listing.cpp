#include "gates/ftp/listing.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "gates/ftp/folder_rights.h"
#include "gates/ftp/grammar.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr std::chrono::days recent{182};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string to_the_right(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ').append(text);
}

std::string to_the_left(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, text.size()), ' ');
}

// "Nov 22 09:40" or "Nov 22  2024", as ls has it.
std::string date_text(Time when, Time now) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(when));
  const auto date = std::string(months.at(unsigned{day.month()} - 1)) + ' ' +
                    to_the_right(std::to_string(unsigned{day.day()}), 2) + ' ';
  if (when <= now - recent || when >= now + recent)
    return date + to_the_right(std::to_string(int{day.year()}), 5);
  const auto digits = time_text(when);
  return date + digits.substr(8, 2) + ':' + digits.substr(10, 2);
}

// RFC 3659, section 7.5.5.
std::string permissions(bool is_folder, std::string_view rights, std::string_view above) {
  std::string perm;
  if (is_folder) {
    if (may(rights, Act::store)) perm += 'c';
    if (may(above, Act::remove)) perm += 'd';
    if (may(rights, Act::look)) perm += 'e';
    if (may(above, Act::remove)) perm += 'f';
    if (may(rights, Act::read)) perm += 'l';
    if (may(rights, Act::make_folders)) perm += 'm';
    if (may(rights, Act::remove)) perm += 'p';
    return perm;
  }
  if (may(above, Act::replace)) perm += 'a';
  if (may(above, Act::remove)) perm += "df";
  if (may(above, Act::read)) perm += 'r';
  if (may(above, Act::replace)) perm += 'w';
  return perm;
}

std::string_view type_of(bool is_folder, Role role) {
  if (!is_folder) return "file";
  if (role == Role::listed) return "cdir";
  return role == Role::parent ? "pdir" : "dir";
}

}  // namespace

std::string long_line(std::string_view name, const storage::Facts& facts, std::string_view owner,
                      Time now) {
  const auto who = to_the_left(owner, 8);
  return std::string(facts.is_folder ? "drwxr-x---   2 " : "-rw-r-----   1 ") + who + ' ' + who +
         ' ' + to_the_right(std::to_string(facts.size), 12) + ' ' + date_text(facts.modified, now) +
         ' ' + std::string(name);
}

std::string Wanted::feature() const {
  const auto one = [](std::string_view fact, bool on) {
    return std::string(fact) + (on ? "*;" : ";");
  };
  return "MLST " + one("type", type) + one("size", size) + one("modify", modify) +
         one("perm", perm);
}

std::string Wanted::names() const {
  return std::string(type ? "type;" : "") + (size ? "size;" : "") + (modify ? "modify;" : "") +
         (perm ? "perm;" : "");
}

Wanted parse_wanted(std::string_view facts) {
  Wanted wanted{.type = false, .size = false, .modify = false, .perm = false};
  while (!facts.empty()) {
    const auto fact = take_until(facts, ';');
    wanted.type = wanted.type || same_but_case(fact, "type");
    wanted.size = wanted.size || same_but_case(fact, "size");
    wanted.modify = wanted.modify || same_but_case(fact, "modify");
    wanted.perm = wanted.perm || same_but_case(fact, "perm");
  }
  return wanted;
}

std::string fact_line(std::string_view name, const storage::Facts& facts, Role role,
                      std::string_view rights, std::string_view rights_above, Wanted wanted) {
  std::string line;
  if (wanted.type) line.append("type=").append(type_of(facts.is_folder, role)).append(";");
  if (wanted.size && !facts.is_folder) line += "size=" + std::to_string(facts.size) + ";";
  if (wanted.modify) line += "modify=" + time_text(facts.modified) + ";";
  if (wanted.perm) line += "perm=" + permissions(facts.is_folder, rights, rights_above) + ";";
  return line.append(" ").append(name);
}

}  // namespace gatehouse::gates::ftp
