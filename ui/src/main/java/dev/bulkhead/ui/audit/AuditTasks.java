package dev.bulkhead.ui.audit;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.AuditDesk;
import dev.bulkhead.ui.link.AuditExport;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.Verdict;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * What is done with a whole audit: verify it, give it out, put a month together for the client. One at a time, with what becomes of
 * it in a line that its owner shows. JavaFX thread.
 */
final class AuditTasks extends HBox {
    /** Months that can be chosen: a year's, this one among them. */
    private static final int MONTHS = 12;

    private static final String[][] FORMATS = {
        {"jsonl", "jsonl"}, {"csv", "csv"}, {"ocsf", "ocsf.jsonl"}, {"otlp", "otlp.jsonl"}
    };

    private final AuditDesk desk;
    private final Texts texts;
    private final Supplier<AuditFilter> filter;
    private final NoticeLine notice;
    private final Button verify;
    private final MenuButton more;
    private final Menu evidence = new Menu();
    private FileChoice files = FileChoice.ofTheDesktop();
    private Optional<TenantId> tenant = Optional.empty();
    private Runnable cancel = () -> {};

    AuditTasks(AuditDesk desk, Texts texts, ZoneId zone, Supplier<AuditFilter> filter) {
        this.desk = desk;
        this.texts = texts;
        this.filter = filter;
        this.notice = new NoticeLine(texts, zone);
        this.verify = Icons.button(Feather.CHECK_CIRCLE, texts.get("audit.verify"));
        this.more = new MenuButton(texts.get("audit.more"), Icons.of(Feather.DOWNLOAD));
        verify.setId("verify");
        verify.setMinWidth(USE_PREF_SIZE);
        verify.setOnAction(event -> verify(Optional.empty()));
        more.setId("audit-more");
        more.setMinWidth(USE_PREF_SIZE);
        for (String[] format : FORMATS) {
            more.getItems().add(item("audit.export." + format[0], () -> export(format[0], format[1])));
        }
        evidence.setText(texts.get("audit.evidence"));
        more.getItems()
                .addAll(
                        new SeparatorMenuItem(),
                        evidence,
                        new SeparatorMenuItem(),
                        item("audit.verify.anchor", this::verifyAnchor));
        more.setOnShowing(event -> months());
        getStyleClass().add("audit-tasks");
        getChildren().addAll(verify, more);
        months();
        show(Optional.empty());
    }

    private MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(texts.get(key));
        item.setOnAction(event -> action.run());
        return item;
    }

    private void months() {
        DateTimeFormatter words = DateTimeFormatter.ofPattern(texts.get("audit.time.month"), texts.locale());
        evidence.getItems().clear();
        YearMonth month = YearMonth.from(desk.now().atZone(ZoneOffset.UTC));
        for (int i = 0; i < MONTHS; i++) {
            YearMonth each = month.minusMonths(i);
            MenuItem item = new MenuItem(words.format(each));
            item.setOnAction(event -> evidence(each));
            evidence.getItems().add(item);
        }
    }

    /** Where it is said what becomes of it. */
    NoticeLine notice() {
        return notice;
    }

    void choose(FileChoice choice) {
        files = choice;
    }

    /** What is asked for from now on is asked of {@code now}; what runs for another goes on unseen, or ends. */
    void show(Optional<TenantId> now) {
        cancel();
        tenant = now;
        notice.hide();
        busy(false);
    }

    private void busy(boolean running) {
        verify.setDisable(running || tenant.isEmpty());
        more.setDisable(running || tenant.isEmpty());
    }

    void cancel() {
        cancel.run();
        cancel = () -> {};
    }

    private void begin(String what, Runnable howToCancel) {
        busy(true);
        cancel = howToCancel;
        notice.hide();
        notice.running(what);
        notice.whenDismissed(() -> {
            cancel();
            busy(false);
        });
    }

    private void end(Runnable said) {
        cancel = () -> {};
        busy(false);
        notice.hide();
        said.run();
    }

    private String why(String why) {
        return why.isEmpty() ? texts.get("contact.none") : why;
    }

    private void verifyAnchor() {
        files.open(texts.get("audit.verify.anchor.title"), getScene().getWindow())
                .ifPresent(anchor -> verify(Optional.of(anchor)));
    }

    private void verify(Optional<Path> anchor) {
        tenant.ifPresent(id -> {
            Errand errand = desk.verify(id, anchor, new Reply<Verdict>("audit.verify.failed") {
                @Override
                public void done(Verdict verdict) {
                    end(() -> notice.show(verdict));
                }
            });
            begin(texts.get("audit.verify.running"), errand::cancel);
        });
    }

    private void evidence(YearMonth month) {
        tenant.ifPresent(id -> files.save(
                        texts.get("audit.evidence.title"),
                        id + "-" + month + ".zip",
                        getScene().getWindow())
                .ifPresent(file -> {
                    Errand errand = desk.evidence(id, month, file, new Reply<Long>("audit.evidence.failed") {
                        @Override
                        public void done(Long events) {
                            end(() -> notice.done(texts.get("audit.evidence.done", events, file)));
                        }
                    });
                    begin(texts.get("audit.evidence.running"), errand::cancel);
                }));
    }

    private void export(String format, String extension) {
        tenant.ifPresent(id -> files.save(
                        texts.get("audit.export.title"),
                        id + "-audit." + extension,
                        getScene().getWindow())
                .ifPresent(file -> {
                    AuditExport export = desk.export(id, filter.get(), format, file, new Exporting(file));
                    begin(texts.get("audit.export.running"), export::cancel);
                }));
    }

    private final class Exporting implements AuditExport.Outcome {
        private final Path file;

        Exporting(Path file) {
            this.file = file;
        }

        @Override
        public void progress(String what) {
            notice.running(what);
        }

        @Override
        public void done(long events) {
            end(() -> notice.done(texts.get("audit.export.done", events, file)));
        }

        @Override
        public void failed(String why) {
            end(() -> notice.failed(texts.get("audit.export.failed", why(why))));
        }

        @Override
        public void exists() {
            end(() -> notice.failed(texts.get("audit.export.exists", file)));
        }
    }

    /** What is the same for all. */
    private abstract class Reply<T> implements AuditDesk.Reply<T> {
        private final String failure;

        Reply(String failure) {
            this.failure = failure;
        }

        @Override
        public void progress(String what) {
            notice.running(what);
        }

        @Override
        public void failed(String why) {
            end(() -> notice.failed(texts.get(failure, why(why))));
        }
    }
}
