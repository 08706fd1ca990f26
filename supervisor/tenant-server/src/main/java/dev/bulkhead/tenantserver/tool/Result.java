package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What a tool found, as it will be written: as often as asked, the same each time. */
public interface Result {

    /** Writes one JSON object. */
    void writeTo(JsonGenerator json) throws IOException;

    /** How many bytes that is before escaping, or somewhat more: whoever sends much asks first whether it fits. */
    long roughSize();
}
