// Lower case without accents, as the tracker searches.

const LETTERS = { ł: "l", đ: "d", ð: "d", ø: "o", ı: "i", "’": "'" };

export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[łđðøı’]/g, (letter) => LETTERS[letter]);
}
