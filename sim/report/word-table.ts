/** Texts that come again and again, each kept once; elsewhere its place stands for it. */
export class WordTable {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  placeOf(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.list.length);
    this.list.push(text);
    return this.list.length - 1;
  }
}
