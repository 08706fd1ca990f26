@echo off
rem Bulkhead has no sandbox profile for Windows yet, and nothing starts without a sandbox.
echo bulkhead: there is no sandbox profile for Windows yet, and nothing starts without a sandbox. Use Linux, or WSL 2. 1>&2
exit /b 1
