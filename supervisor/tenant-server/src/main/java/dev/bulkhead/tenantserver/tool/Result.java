package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What a tool found, as it will be written: as often as asked, the same each time. */
public interface Result {

    /** Writes one JSON object. */
    void writeTo(JsonGenerator json) throws IOException;

    /** Roughly how many bytes that is: whoever sends much asks first whether it fits. */
    long roughSize();
}
