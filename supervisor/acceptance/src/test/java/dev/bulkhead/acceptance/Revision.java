package dev.bulkhead.acceptance;

/** The newest revision of each era, with the number of server scenarios that the suite scores for it. */
enum Revision {
    LEGACY("2025-11-25", 30),
    MODERN("2026-07-28", 37);

    private final String date;
    private final int scenarios;

    Revision(String date, int scenarios) {
        this.date = date;
        this.scenarios = scenarios;
    }

    String date() {
        return date;
    }

    int scenarios() {
        return scenarios;
    }
}
