/* Aging as fast as one core can read: mmap, one pass, a hash table. Prints what answer.py says.
   It knows its file: no check of anything. A floor to compare with, not a way to work. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 11, CODE = 1, CURRENCY = 5, DUE = 7, OUTSTANDING = 9, BUCKETS = 5 };

typedef struct {
    const char *code;
    uint32_t length;
    char currency[4];
    int64_t items[BUCKETS], cents[BUCKETS];
} Cell;

typedef struct {
    char currency[4];
    int64_t debtors, largest, items[BUCKETS], cents[BUCKETS];
} Total;

typedef struct {
    const char *at;
    uint32_t length;
} Field;

static uint64_t hash(const char *text, uint32_t length, const char *currency) {
    uint64_t h = 1469598103934665603ULL;
    for (uint32_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 1099511628211ULL;
    for (int i = 0; i < 3; i++) h = (h ^ (unsigned char)currency[i]) * 1099511628211ULL;
    return h;
}

/* Days since 1970 of YYYY-MM-DD, by the civil calendar. */
static int64_t days(const char *text) {
    int y = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    int m = (text[5] - '0') * 10 + text[6] - '0', d = (text[8] - '0') * 10 + text[9] - '0';
    y -= m <= 2;
    int era = y / 400, yoe = y - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097LL + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t cents(Field field) {
    int64_t value = 0, sign = 1;
    for (uint32_t i = 0; i < field.length; i++) {
        char c = field.at[i];
        if (c == '-') sign = -1;
        else if (c != '.') value = value * 10 + (c - '0');
    }
    return sign * value;
}

static void print_amount(int64_t value) {
    printf("\"%s%lld.%02lld\"", value < 0 ? "-" : "", llabs(value) / 100, llabs(value) % 100);
}

static Cell *find(Cell *table, uint64_t mask, Field code, const char *currency) {
    uint64_t slot = hash(code.at, code.length, currency) & mask;
    for (;; slot = (slot + 1) & mask) {
        Cell *cell = table + slot;
        if (!cell->code) {
            cell->code = code.at;
            cell->length = code.length;
            memcpy(cell->currency, currency, 3);
            return cell;
        }
        if (cell->length == code.length && !memcmp(cell->code, code.at, code.length) &&
            !memcmp(cell->currency, currency, 3))
            return cell;
    }
}

static int by_currency(const void *a, const void *b) {
    return memcmp(((const Total *)a)->currency, ((const Total *)b)->currency, 3);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    int file = open(argv[1], O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts)) return 1;
    const char *at = mmap(NULL, facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    const char *end = at + facts.st_size;
    uint64_t size = 1024;
    while (size < (uint64_t)facts.st_size / 256) size *= 2;
    Cell *table = calloc(size, sizeof(Cell));
    int64_t today = days("2026-01-31");

    while (*at++ != '\n') {}
    while (at < end) {
        Field row[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            row[column].at = at;
            if (at < end && *at == '"') {
                for (at++; *at != '"' || at[1] == '"'; at++) at += *at == '"';
                at++;
            }
            while (at < end && *at != ',' && *at != '\n') at++;
            row[column].length = at - row[column].at;
            at++;
        }
        Cell *cell = find(table, size - 1, row[CODE], row[CURRENCY].at);
        int64_t late = today - days(row[DUE].at);
        int bucket = late <= 0 ? 0 : late > 90 ? 4 : (late - 1) / 30 + 1;
        cell->items[bucket]++;
        cell->cents[bucket] += cents(row[OUTSTANDING]);
    }

    Total totals[64] = {0};
    int known = 0;
    for (uint64_t slot = 0; slot < size; slot++) {
        if (!table[slot].code) continue;
        int k = 0;
        while (k < known && memcmp(totals[k].currency, table[slot].currency, 3)) k++;
        if (k == known) memcpy(totals[known++].currency, table[slot].currency, 3);
        int64_t sum = 0;
        for (int b = 0; b < BUCKETS; b++) {
            totals[k].items[b] += table[slot].items[b];
            totals[k].cents[b] += table[slot].cents[b];
            sum += table[slot].cents[b];
        }
        if (!totals[k].debtors++ || sum > totals[k].largest) totals[k].largest = sum;
    }
    qsort(totals, known, sizeof(Total), by_currency);
    printf("{");
    for (int k = 0; k < known; k++) {
        int64_t items = 0;
        for (int b = 0; b < BUCKETS; b++) items += totals[k].items[b];
        printf("%s\"%.3s\": {\"items\": %lld, \"debtors\": %lld, \"largest\": ", k ? ", " : "",
               totals[k].currency, (long long)items, (long long)totals[k].debtors);
        print_amount(totals[k].largest);
        printf(", \"buckets\": [");
        for (int b = 0; b < BUCKETS; b++) {
            printf("%s[%lld, ", b ? ", " : "", (long long)totals[k].items[b]);
            print_amount(totals[k].cents[b]);
            printf("]");
        }
        printf("]}");
    }
    printf("}\n");
    return 0;
}
