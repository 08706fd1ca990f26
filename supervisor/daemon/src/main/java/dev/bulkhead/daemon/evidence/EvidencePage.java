package dev.bulkhead.daemon.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The page of a pack: one file of HTML without script or link, for a browser or a printer. One thread. */
final class EvidencePage {
    private final StringBuilder html = new StringBuilder(1 << 16);

    EvidencePage(String title, String subtitle) throws IOException {
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style></head><body>\n");
        html.append("<h1>").append(escaped(title)).append("</h1>\n");
        html.append("<p class=\"sub\">").append(escaped(subtitle)).append("</p>\n");
    }

    private static String style() throws IOException {
        try (InputStream css = Objects.requireNonNull(EvidencePage.class.getResourceAsStream("page.css"))) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void verdict(String text, String kind) {
        html.append("<p class=\"")
                .append(kind)
                .append("\">")
                .append(escaped(text))
                .append("</p>\n");
    }

    void heading(String text) {
        html.append("<h2>").append(escaped(text)).append("</h2>\n");
    }

    void paragraph(String text) {
        html.append("<p>").append(escaped(text)).append("</p>\n");
    }

    void preformatted(String text) {
        html.append("<pre>").append(escaped(text)).append("</pre>\n");
    }

    void table(EvidenceTable table) {
        heading(table.title());
        if (!table.note().isEmpty()) {
            html.append("<p class=\"note\">").append(escaped(table.note())).append("</p>\n");
        }
        if (table.rows().isEmpty()) {
            paragraph("None.");
            return;
        }
        html.append("<table><thead>");
        row("th", table.columns());
        html.append("</thead><tbody>\n");
        table.rows().forEach(cells -> row("td", cells));
        html.append("</tbody></table>\n");
    }

    private void row(String element, List<String> cells) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append('<').append(element).append('>');
            html.append(escaped(cell)).append("</").append(element).append('>');
        }
        html.append("</tr>\n");
    }

    /** Names of tools and of hosts are theirs to choose: none becomes markup. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return html + "</body></html>\n";
    }
}
