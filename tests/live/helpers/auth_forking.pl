#!/usr/bin/perl -w
# auth_forking.pl USERS [SECONDS] : a process for every request, so the answers come in the order in
# which they are ready. A check of an account whose name starts with "slow" takes SECONDS more.
use strict;

my ($file, $delay) = (@ARGV, 1);
$| = 1;
$SIG{CHLD} = 'IGNORE';    # nobody waits for them

sub matches {
  my ($name, $password) = @_;
  open(my $in, '<', $file) or return 'FAILURE';
  while (my $line = <$in>) {
    chomp $line;
    return 'OK' if $line eq "$name $password";
  }
  return 'ERROR incorrect password';
}

sub unquoted {
  my ($text) = @_;
  my %meant = (r => "\r", n => "\n", t => "\t", e => "\n");
  if ($text =~ s/^"(.*)"$/$1/s) {
    $text =~ s/\\(\d\d\d|.)/length($1) == 3 ? chr($1) : $meant{$1} || $1/ges;
  }
  return $text;
}

while (my $line = <STDIN>) {
  chomp $line;
  my ($number, $words) = $line =~ /^(\d+) (.*)$/ or next;
  if ($words =~ /^INTF/) { print "$number INTF 1\n"; next; }
  if ($words eq 'QUIT')  { print "$number OK\n";     last; }
  my $child = fork();
  if (!defined $child) { print "$number FAILURE\n"; next; }
  next if $child;
  # One print of one line: lines of several processes do not mix in a pipe.
  if ($words =~ /^VRFY (?:\((\w+)\) )?(\S+) (.*)$/) {
    my ($name, $password) = ($2, unquoted($3));
    select(undef, undef, undef, $delay) if $name =~ /^slow/;
    print "* process $$ answers $number\n";
    print "$number " . matches($name, $password) . "\n";
  } else {
    print "$number ERROR this is not done here\n";
  }
  exit 0;
}
