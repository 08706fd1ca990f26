package dev.bulkhead.ui.signin;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What is to be done at the client's provider: the page, again or by copying its address, and the code where it asks for one. */
final class ProviderStep extends VBox {
    private final Texts texts;
    private final Label code = new Label();
    private final Label how = new Label();
    private String page = "";

    ProviderStep(Texts texts, Consumer<String> browser) {
        this.texts = texts;
        setId("provider");
        how.setWrapText(true);
        how.setMinHeight(USE_PREF_SIZE);
        code.setId("provider-code");
        code.getStyleClass().add("provider-code");
        code.managedProperty().bind(code.textProperty().isNotEmpty());
        Button again = Icons.button(Feather.EXTERNAL_LINK, texts.get("provider.open"));
        again.setId("provider-open");
        again.setOnAction(event -> browser.accept(page));
        Button copy = Icons.button(Feather.COPY, texts.get("provider.copy"));
        copy.setId("provider-copy");
        copy.getStyleClass().add(Styles.FLAT);
        copy.setOnAction(event -> Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, page)));
        setSpacing(10);
        getChildren().addAll(how, code, new HBox(8, again, copy));
        hide();
    }

    void show(String address, String typed) {
        page = address;
        code.setText(typed);
        how.setText(texts.get(typed.isEmpty() ? "provider.text" : "provider.text.code"));
        Shown.set(this, true);
    }

    void hide() {
        Shown.set(this, false);
    }
}
