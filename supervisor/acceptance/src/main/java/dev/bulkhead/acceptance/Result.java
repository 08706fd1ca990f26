package dev.bulkhead.acceptance;

/** What a command left behind: its exit status and its two outputs. */
public record Result(int exit, String out, String err) {}
