# Completion for kubesim, kubectl and k in fish. What is typed is asked for candidates: PROGRAM __complete WORD...

# The candidates of the line so far, one a line, with their descriptions behind a tab.
function __kubesim_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # Variables may be set for the program.
    while string match -qr '^[A-Za-z_][A-Za-z_0-9]*=' -- $words[1]
        set -e words[1]
    end
    set -l program $words[1]
    # A quote that is still open cannot be resolved; there is always a word, be it empty.
    set -l word (string unescape -- $typed)
    test (count $word) -eq 0; and set word (string replace -r '^[\'"]' '' -- $typed)
    set -l answer ($program __complete $words[2..-1] "$word" 2>/dev/null)
    test (count $answer) -gt 0; or return
    set -l directive 0
    if string match -qr '^:[0-9]+$' -- $answer[-1]
        set directive (string sub -s 2 -- $answer[-1])
        set -e answer[-1]
    end
    # bit 1: an error; 8: files with these extensions; 16: folders
    test (math "bitand($directive, 1)") -ne 0; and return
    if test (math "bitand($directive, 8)") -ne 0
        for extension in $answer
            __fish_complete_suffix $typed .$extension
        end
        return
    end
    # The flag of --flag=VALUE belongs to the word. (No match is an empty list, which would swallow what stands beside it.)
    set -l flag (string match -r -- '^-[^=]*=' $typed)
    set -l value (string replace -- "$flag" '' $typed)
    if test (math "bitand($directive, 16)") -ne 0
        set answer (__fish_complete_directories $value)
    else if test (count $answer) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        # bit 4: there are no files
        set answer (__fish_complete_path $value)
    end
    for line in $answer
        echo -- "$flag$line"
    end
end

for program in kubesim kubectl
    complete -c $program -e
    complete -c $program -f -a '(__kubesim_candidates)'
end
if set -q KUBESIM_SHELL
    complete -c k -e
    complete -c k -f -a '(__kubesim_candidates)'
end
