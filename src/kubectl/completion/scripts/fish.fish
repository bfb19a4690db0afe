# Completion for kubesim, kubectl and k in fish. What is typed is asked for candidates: PROGRAM __complete WORD...

# The candidates of the line so far, one a line, with their descriptions behind a tab.
function __kubesim_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l program $words[1]
    set -l answer ($program __complete $words[2..-1] (string unescape -- $typed) 2>/dev/null)
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
    if test (math "bitand($directive, 16)") -ne 0
        __fish_complete_directories $typed
        return
    end
    set -l flag (string match -r -- '^-[^=]*=' $typed)
    for line in $answer
        echo -- $flag$line
    end
    # bit 4: there are no files
    if test (count $answer) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path $typed
    end
end

for program in kubesim kubectl
    complete -c $program -e
    complete -c $program -f -k -a '(__kubesim_candidates)'
end
if set -q KUBESIM_SHELL
    complete -c k -e
    complete -c k -f -k -a '(__kubesim_candidates)'
end
