# fish --no-config complete.fish LINE...: prints what could stand in the place of every line's last word, all on one line.
kubectl completion fish | source
for line in $argv
    set -l found (complete -C $line | string replace -r '\t.*' '')
    printf '%s\n' "$found"
end
