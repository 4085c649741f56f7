#!/bin/sh
# An agent that keeps a journal of its own outside of the repository: when it began and ended, which lines it wrote and
# which commits it made. Whatever the journal tells must be found afterwards.
set -eu
base=${HOME%/home}
id=$CHANT_SPEC_ID
read -r pause mode < "$base/agent"

say() { echo "$*" >> "$base/journal"; }
line() { sleep "$pause"; echo "$id $$ $1" >> "lines-$id.txt"; say "line $id $$ $1"; }
commit() { git add -A; git commit -qm "chant($id): $1"; say "commit $id $(git rev-parse HEAD)"; }
tick() { sed -i.bak 's/- \[ \]/- [x]/' "$CHANT_SPEC_FILE"; rm -f "$CHANT_SPEC_FILE.bak"; }

say "start $id $$"
grep "^start $id " "$base/journal" | while read -r _ _ pid; do
  [ "$pid" != $$ ] || continue
  case $(ps -o stat= -p "$pid" || :) in '' | Z*) ;; *) say "overlap $id $pid $$" ;; esac
done
if git rev-parse -q --verify MERGE_HEAD > /dev/null; then
  sed -i.bak '/^[<=>]\{7\}/d' "lines-$id.txt"
  rm -f "lines-$id.txt.bak"
  git add -A
  git commit -q --no-edit
  say "commit $id $(git rev-parse HEAD)"
  say "end $id $$"
  exit 0
fi
line one
line two
commit "first half"
line three
case $mode in
  fail) exit 1 ;;
  unticked) ;;
  slow) sleep 3; tick ;;
  *) tick ;;
esac
commit "second half"
sleep "$pause"
say "end $id $$"
