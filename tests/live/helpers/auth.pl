#!/usr/bin/perl -w
# auth.pl USERS : an External Authentication program, one request at a time.
#
# USERS has a line for each account: name@domain, a space, the password to the end of the line.
use strict;

my ($file) = @ARGV;
$| = 1;    # the answers go through a pipe: each must leave at once

sub users {
  open(my $in, '<', $file) or return;
  my %known = map { /^(\S+) (.*)$/ ? ($1, $2) : () } <$in>;
  return \%known;
}

# A parameter off the front of the line: a word, or a quoted string with its escapes.
sub take {
  my ($line) = @_;
  my %meant = (r => "\r", n => "\n", t => "\t", e => "\n");
  if ($$line =~ s/^"((?:[^"\\]|\\.)*)"\s*//) {
    my $text = $1;
    $text =~ s/\\(\d\d\d|.)/length($1) == 3 ? chr($1) : $meant{$1} || $1/ges;
    return $text;
  }
  return $$line =~ s/^(\S+)\s*// ? $1 : '';
}

sub answer {
  my ($line) = @_;
  my $verb = take(\$line);
  return 'INTF 5' if $verb eq 'INTF';
  return 'OK' if $verb eq 'QUIT';
  $line =~ s/^\((\w+)\)\s*//;
  my $name = take(\$line);
  my $users = users() or return 'FAILURE';
  if ($verb eq 'VRFY') {
    my $password = take(\$line);
    return 'ERROR no such account' unless exists $users->{$name};
    return $users->{$name} eq $password ? 'OK' : 'ERROR incorrect password';
  }
  if ($verb eq 'READPLAIN') {
    return 'ERROR' unless exists $users->{$name};
    (my $shown = $users->{$name}) =~ s/(["\\])/\\$1/g;
    return "PLAIN \"$shown\"";
  }
  return 'ERROR unsupported SASL method' if $verb =~ /^SASL/;
  return 'ERROR this account is not known' if $verb eq 'NEW';
  return 'ERROR unknown command';
}

print "* auth.pl is ready\n";
while (my $line = <STDIN>) {
  chomp $line;
  next unless $line =~ s/^(\d+) //;
  my $number = $1;
  my $said = answer($line);
  print "$number $said\n";
  last if $line eq 'QUIT';
}
