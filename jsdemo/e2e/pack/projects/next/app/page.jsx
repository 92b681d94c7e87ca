import { Shelf } from "./shelf.jsx";

export default function Page() {
  return (
    <main>
      <h1>Shelf</h1>
      <Shelf />
    </main>
  );
}
