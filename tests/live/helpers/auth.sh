#!/bin/sh
# auth.sh USERS : the smallest of all; USERS has lines of name@domain, a space, the password.

unquoted() {
  case $1 in
    \"*\") printf '%s\n' "$1" | sed -e 's/^"//' -e 's/"$//' -e 's/\\\(["\\]\)/\1/g' ;;
    *) printf '%s\n' "$1" ;;
  esac
}

while read -r number verb rest; do
  case $verb in
    INTF) echo "$number INTF 0" ;; # so the service is never told
    QUIT)
      echo "$number OK"
      exit 0
      ;;
    VRFY)
      name=${rest%% *}
      password=$(unquoted "${rest#* }")
      if [ ! -r "$1" ]; then
        echo "$number FAILURE"
      elif grep -qxF -- "$name $password" "$1"; then
        echo "$number OK"
      else
        echo "$number ERROR incorrect password"
      fi
      ;;
    *) echo "$number ERROR this is not done here" ;;
  esac
done
