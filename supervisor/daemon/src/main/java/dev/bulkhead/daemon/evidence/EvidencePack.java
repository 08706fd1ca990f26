package dev.bulkhead.daemon.evidence;

import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.export.Csv;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/**
 * One client's month as one signed file: a page to read, every event, the database that holds them with its checkpoints, who has
 * access, and a verifier. Nothing in it is of another tenant, for nothing else was read. One thread.
 */
public final class EvidencePack {
    /**
     * What a pack is of.
     *
     * @param name what people call the tenant
     * @param verdict what verifying the whole stream just gave, one sentence
     * @param sound whether it held
     * @param checkpoints all signed checkpoints of the stream
     * @param verifierKey whose signatures hold
     * @param settings the tenant's settings as they are now, which hold no credential
     * @param access who and what may use the tenant, now
     */
    public record Contents(
            TenantId tenant,
            String name,
            YearMonth month,
            Instant made,
            String verdict,
            boolean sound,
            String checkpoints,
            String verifierKey,
            String settings,
            List<EvidenceTable> access) {
        public Contents {
            access = List.copyOf(access);
        }
    }

    private final AuditReader reader;
    private final Personal.Opener opener;
    private final Signer signer;

    public EvidencePack(AuditReader reader, Personal.Opener opener, Signer signer) {
        this.reader = reader;
        this.opener = opener;
        this.signer = signer;
    }

    /**
     * Writes the pack to {@code file}, which must not be there: whole, or not at all.
     *
     * @param segments copies of the segment files that hold the month, as they are at one moment
     * @param timestamps what authorities said of checkpoints, each with its note
     * @return how many events the month has
     */
    public long write(Contents contents, List<Path> segments, List<Path> timestamps, Path file) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            long events =
                    write(contents, segments, timestamps, Files.newOutputStream(BulkheadHome.privateFile(beside)));
            Files.move(beside, file);
            return events;
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private long write(Contents contents, List<Path> segments, List<Path> timestamps, OutputStream out)
            throws IOException {
        Month month = new Month();
        try (SignedZip zip = new SignedZip(out, contents.made())) {
            zip.add("events.jsonl", to -> events(contents, month, to));
            zip.add("index.html", page(contents, month).toString());
            for (EvidenceTable table : contents.access()) {
                zip.add("access/" + table.file() + ".csv", csv(table));
            }
            zip.add("access/settings.yaml", contents.settings());
            for (Path segment : segments) {
                zip.add("audit/" + segment.getFileName(), to -> Files.copy(segment, to));
            }
            for (Path timestamp : timestamps) {
                zip.add("audit/timestamps/" + timestamp.getFileName(), to -> Files.copy(timestamp, to));
            }
            zip.add("audit/checkpoints.txt", contents.checkpoints());
            zip.add("verifier-key.txt", contents.verifierKey() + "\n");
            for (String script : List.of("check.py", "verify_audit.py")) {
                zip.add(script, to -> script(script).transferTo(to));
            }
            zip.sign(
                    "bulkhead.dev/evidence/" + contents.tenant(),
                    contents.month().toString(),
                    signer);
        }
        return month.events();
    }

    private void events(Contents contents, Month month, OutputStream out) throws IOException {
        Instant since = contents.month().atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until = contents.month()
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Writer lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        reader.list(contents.tenant(), AuditFilter.between(since, until), row -> {
            month.add(row, row.opened(opener));
            lines.write(EventJson.of(row, opener));
            lines.write('\n');
        });
        lines.flush();
    }

    private static EvidencePage page(Contents contents, Month month) throws IOException {
        EvidencePage page = new EvidencePage(
                contents.name() + ": what was done with AI tools in " + contents.month(),
                "Made " + EventJson.time(contents.made().toEpochMilli()) + " by Bulkhead for the tenant "
                        + contents.tenant() + ". Times are UTC. " + month.events() + " events in this month.");
        page.verdict(contents.verdict(), contents.sound() ? "good" : "bad");
        page.table(month.calls());
        page.table(month.hosts());
        for (Topic topic : Topic.values()) {
            page.table(month.topic(topic));
        }
        contents.access().forEach(page::table);
        page.table(Compliance.of(month));
        page.heading("Check it yourself, without us");
        page.paragraph(
                "Unpack the file and run the following with Python 3. It needs nothing else and no network. The key must be the"
                        + " one that you were given before, by another way than this file.");
        page.preformatted("python3 check.py '" + contents.verifierKey() + "'");
        return page;
    }

    private static String csv(EvidenceTable table) {
        StringBuilder lines = new StringBuilder(Csv.line(table.columns())).append("\r\n");
        table.rows().forEach(row -> lines.append(Csv.line(row)).append("\r\n"));
        return lines.toString();
    }

    private static InputStream script(String name) {
        return Objects.requireNonNull(EvidencePack.class.getResourceAsStream(name), name + " is in our jar");
    }
}
